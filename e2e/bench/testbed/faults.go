package testbed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// overrideFile is the file that Compose merges over the stack's own.
const overrideFile = "docker-compose.override.yml"

// FaultsImage returns the name of the image with the program in testdata/faults.
func (in *Testbed) FaultsImage() string {
	return ktrdr.Default().Images[0].Repository + ":" + in.ID + "-faults"
}

// buildFaults builds the image of a faulty backend.
func (in *Testbed) buildFaults(ctx context.Context) error {
	architecture, err := proc.Output(in.Docker(ctx, "version", "--format", "{{.Server.Arch}}"))
	if err != nil {
		return err
	}
	folder := filepath.Join(in.top, "faults")
	compile := proc.Command(ctx, "go", "build", "-trimpath", "-o", filepath.Join(folder, "faults"), "./e2e/testdata/faults")
	compile.Dir = in.root
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture)
	if err := Finish(compile); err != nil {
		return err
	}
	dockerfile := "FROM scratch\nCOPY faults /faults\nENTRYPOINT [\"/faults\"]\n"
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte(dockerfile), 0o600); err != nil {
		return err
	}
	return Finish(in.Docker(ctx, "build", "-q", "-t", in.FaultsImage(), folder))
}

// WithFaults runs use, which may call [Testbed.BreakBackend], and then restores the
// stack's definition.
func (in *Testbed) WithFaults(ctx context.Context, use func() error) error {
	if err := in.buildFaults(ctx); err != nil {
		return err
	}
	err := use()
	removed := os.Remove(filepath.Join(in.Dir, overrideFile))
	if errors.Is(removed, os.ErrNotExist) {
		removed = nil
	}
	return errors.Join(err, removed)
}

// AddServices makes the next start create more services. The lines define them in the
// Compose file; without any, the stack is its own.
func (in *Testbed) AddServices(lines string) error {
	override := "services: {}\n"
	if lines != "" {
		override = "services:\n" + lines
	}
	return os.WriteFile(filepath.Join(in.Dir, overrideFile), []byte(override), 0o600)
}

// BreakBackend makes the next start create a faulty backend. The lines are part of
// its definition in the Compose file.
func (in *Testbed) BreakBackend(ctx context.Context, lines string) error {
	override := fmt.Sprintf("services:\n  backend: {image: %q, %s}\n", in.FaultsImage(), lines)
	if err := os.WriteFile(filepath.Join(in.Dir, overrideFile), []byte(override), 0o600); err != nil {
		return err
	}
	return Finish(in.Docker(ctx, "compose", "rm", "-s", "-f", "backend"))
}
