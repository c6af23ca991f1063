package doctor

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/report"
)

// leastMage is the oldest mage that knows flags of targets.
const leastMage = "1.16"

// goCommand checks the Go that compiles the targets and the stack's own images.
// Go itself compares its version with that in go.mod. The program compiles nothing.
func (x *examination) goCommand(ctx context.Context) []report.Finding {
	if called.AsProgram() {
		return nil
	}
	version, err := proc.Output(proc.Command(ctx, "go", "env", "GOVERSION"))
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return []report.Finding{problem("Go", "install Go: https://go.dev/dl", "there is no go command here, which compiles the targets and the stack's own images")}
	case err != nil:
		return []report.Finding{problem("Go", "install the Go that go.mod asks for: https://go.dev/dl", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Go", "%s", strings.TrimPrefix(version, "go"))}
}

// mageCommand checks the mage on PATH, which hints name, except those of the program.
func (x *examination) mageCommand(ctx context.Context) []report.Finding {
	if called.AsProgram() {
		return nil
	}
	path, err := exec.LookPath("mage")
	if err != nil {
		return []report.Finding{fine("Mage", "none on PATH; go tool mage is the same")}
	}
	text, err := proc.Output(proc.Command(ctx, path, "-version"))
	first, _, _ := strings.Cut(text, "\n")
	version := strings.TrimPrefix(strings.TrimPrefix(first, "Mage Build Tool "), "v")
	switch {
	case err != nil:
		return []report.Finding{warning("Mage", "use go tool mage instead", "%s does not tell its version: %s", path, oneLine(err))}
	case !docker.AtLeast(version, leastMage):
		return []report.Finding{warning("Mage", "go install github.com/magefile/mage@latest", "%s is version %s, which knows no flags of targets; %s does", path, version, leastMage)}
	}
	return []report.Finding{fine("Mage", "%s in %s", version, path)}
}

func (x *examination) composeVersion(ctx context.Context) []report.Finding {
	version, err := x.Project.ComposeVersion(ctx)
	switch {
	case errors.Is(err, docker.ErrNoDocker):
		return []report.Finding{skipped("Compose", "it needs the docker command")}
	case err != nil:
		return []report.Finding{problem("Compose", docker.HowToInstallCompose(runtime.GOOS), "there is none: %s", oneLine(err))}
	case !docker.AtLeast(version, compose.Least):
		return []report.Finding{problem("Compose", docker.HowToInstallCompose(runtime.GOOS), "%s is older than %s", version, compose.Least)}
	}
	return []report.Finding{fine("Compose", "%s", version)}
}
