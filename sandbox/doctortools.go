package sandbox

import (
	"context"
	"errors"
	"os/exec"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/report"
)

// The oldest versions that do.
const (
	leastMage = "1.16" // knows targets with flags
	leastAPI  = "1.41" // of engine 20.10, the oldest that the tests have run on
)

// goCommand looks at the Go that compiles the targets and the stack's own images.
// Go itself compares its version with that in go.mod.
func (x *examination) goCommand(ctx context.Context) []report.Finding {
	version, err := proc.Output(proc.Command(ctx, "go", "env", "GOVERSION"))
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return []report.Finding{problem("Go", "install Go: https://go.dev/dl", "there is no go command here, which compiles the targets and the stack's own images")}
	case err != nil:
		return []report.Finding{problem("Go", "install the Go that go.mod asks for: https://go.dev/dl", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Go", "%s", strings.TrimPrefix(version, "go"))}
}

// mageCommand looks at the mage that hints call for short.
func (x *examination) mageCommand(ctx context.Context) []report.Finding {
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

func (x *examination) engineVersion(context.Context) []report.Finding {
	v, err := x.engine()
	switch {
	case err != nil:
		return []report.Finding{x.noEngine(err)}
	case v.OS != "linux":
		return []report.Finding{problem("Engine", "switch the engine to Linux containers", "Docker %s runs %s containers", v.Version, v.OS)}
	case !docker.AtLeast(v.APIVersion, leastAPI):
		return []report.Finding{problem("Engine", "update the engine to Docker 20.10 or later", "Docker %s (API %s) is too old", v.Version, v.APIVersion)}
	}
	where := ""
	if name := engines.Name(instance.EngineOf(x.Project.Env)); name != "" {
		where = ", " + name
	}
	return []report.Finding{fine("Engine", "Docker %s (API %s)%s", v.Version, v.APIVersion, where)}
}

// noEngine says why no engine answers, and what to do about it.
func (x *examination) noEngine(err error) report.Finding {
	text, leads := oneLine(err), x.leads()
	switch {
	case errors.Is(err, docker.ErrNoDocker):
		return problem("Engine", cureOf(diagnose.EngineGone), "there is no docker command here")
	case x.located != nil && leads == "":
		return problem("Engine", "docker context use default", "%s", text)
	case x.located != nil:
		return problem("Engine", "correct "+leads, "%s", text)
	case strings.Contains(text, "permission denied"):
		return problem("Engine", `sudo usermod -aG docker "$USER", then log in again`, "this user may not talk to it: %s", text)
	case leads != "":
		return problem("Engine", "start the engine, or correct "+leads+", which leads to it", "it does not answer: %s", text)
	}
	if name := x.Project.HiddenVariable(); name != "" {
		return problem("Engine", "put the "+name+" of your shell into .env.sandbox", "it does not answer: %s; your shell sets %s, which counts only in .env.sandbox", text, name)
	}
	return problem("Engine", cureOf(diagnose.EngineGone), "it does not answer: %s", text)
}

// leads is what leads to the engine, "" for docker's own choice.
func (x *examination) leads() string {
	name := x.Project.EngineVariable()
	switch {
	case name == "":
		return ""
	case x.here():
		return name + " in .env.sandbox"
	default:
		return name + " in your shell"
	}
}

// cureOf is what helps against a cause that is no service's fault.
func cureOf(cause diagnose.Cause) string { return diagnose.ComposeError{Cause: cause}.Hint() }

func (x *examination) composeVersion(ctx context.Context) []report.Finding {
	version, err := x.Project.ComposeVersion(ctx)
	switch {
	case errors.Is(err, docker.ErrNoDocker):
		return []report.Finding{skipped("Compose", "it needs the docker command")}
	case err != nil:
		return []report.Finding{problem("Compose", "mage setup", "there is none: %s", oneLine(err))}
	case !docker.AtLeast(version, compose.Least):
		return []report.Finding{problem("Compose", "mage setup", "%s is older than %s", version, compose.Least)}
	}
	return []report.Finding{fine("Compose", "%s", version)}
}
