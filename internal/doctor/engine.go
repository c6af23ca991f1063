package doctor

import (
	"context"
	"errors"
	"runtime"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
)

// leastAPI is the API of engine 20.10, the oldest that the tests have run on.
const leastAPI = "1.41"

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

// noEngine returns the finding of an engine that does not answer.
func (x *examination) noEngine(err error) report.Finding {
	text, setting := oneLine(err), x.setting()
	switch {
	case errors.Is(err, docker.ErrNoDocker):
		return problem("Engine", docker.HowToInstall(runtime.GOOS), "there is no docker command here")
	case x.located != nil && setting == "":
		return problem("Engine", "docker context use default", "%s", text)
	case x.located != nil:
		return problem("Engine", "correct "+setting, "%s", text)
	case strings.Contains(text, "permission denied"):
		return problem("Engine", `sudo usermod -aG docker "$USER", then log in again`, "this user may not talk to it: %s", text)
	case setting != "":
		return problem("Engine", "start the engine, or correct "+setting+", which leads to it", "it does not answer: %s", text)
	}
	if name := x.Project.HiddenVariable(); name != "" {
		return problem("Engine", "put the "+name+" of your shell into .env.sandbox", "it does not answer: %s; your shell sets %s, which counts only in .env.sandbox", text, name)
	}
	return problem("Engine", cureOf(diagnose.EngineGone), "it does not answer: %s", text)
}

// setting returns the variable that selects the engine, and where it is set; "" stands
// for docker's own choice.
func (x *examination) setting() string {
	name := x.Project.EngineVariable()
	switch {
	case name == "":
		return ""
	case x.isInstance():
		return name + " in .env.sandbox"
	default:
		return name + " in your shell"
	}
}

// cureOf returns the cure of a cause that is no service's fault.
func cureOf(cause diagnose.Cause) string { return diagnose.ComposeError{Cause: cause}.Hint() }
