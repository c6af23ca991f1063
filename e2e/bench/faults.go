package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// overrideFile is what Compose reads over the stack's own file.
const overrideFile = "docker-compose.override.yml"

// faultsImage is that of the program in testdata/faults, beside the instance's
// own.
func (in *testbed) faultsImage() string {
	return ktrdr.Default().Images[0].Repository + ":" + in.id + "-faults"
}

// buildFaults builds the image with which a backend goes wrong.
func (in *testbed) buildFaults(ctx context.Context) error {
	architecture, err := proc.Output(in.docker(ctx, "version", "--format", "{{.Server.Arch}}"))
	if err != nil {
		return err
	}
	folder := filepath.Join(in.top, "faults")
	compile := proc.Command(ctx, "go", "build", "-trimpath", "-o", filepath.Join(folder, "faults"), "./e2e/testdata/faults")
	compile.Dir = in.root
	compile.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture)
	if err := finish(compile); err != nil {
		return err
	}
	dockerfile := "FROM scratch\nCOPY faults /faults\nENTRYPOINT [\"/faults\"]\n"
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), []byte(dockerfile), 0o600); err != nil {
		return err
	}
	return finish(in.docker(ctx, "build", "-q", "-t", in.faultsImage(), folder))
}

// withFaults lets use spoil the stack. After it the stack's definition is as it
// was.
func (in *testbed) withFaults(ctx context.Context, use func() error) error {
	if err := in.buildFaults(ctx); err != nil {
		return err
	}
	err := use()
	mended := os.Remove(filepath.Join(in.dir, overrideFile))
	if errors.Is(mended, os.ErrNotExist) {
		mended = nil
	}
	return errors.Join(err, mended)
}

// spoil has the next start create a backend that goes wrong as the lines say,
// which stand in its definition.
func (in *testbed) spoil(ctx context.Context, lines string) error {
	override := fmt.Sprintf("services:\n  backend: {image: %q, %s}\n", in.faultsImage(), lines)
	if err := os.WriteFile(filepath.Join(in.dir, overrideFile), []byte(override), 0o600); err != nil {
		return err
	}
	return finish(in.docker(ctx, "compose", "rm", "-s", "-f", "backend"))
}

// wantNotReady wants the end of a target to be that of a stack that is not
// ready: exit code 2, and no sooner than a time after its beginning.
func wantNotReady(err error, took, least time.Duration) error {
	exit, ended := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return errors.New("a backend that went wrong passed")
	case !ended || exit.ExitCode() != 2:
		return err
	case took < least:
		return fmt.Errorf("it took only %s: %w", seconds(took), err)
	}
	return nil
}
