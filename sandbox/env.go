package sandbox

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// EnvOptions say how to show an instance's environment.
type EnvOptions struct {
	JSON    bool // write an [report.Env]
	Secrets bool // show them too
}

// Env shows the instance's variables, with what makes a bare `docker compose`
// meet this instance from any directory. It is for `eval`, so that nothing is
// shown where anything fails. Secrets are left out unless they are asked for:
// Compose reads them in .env.sandbox itself. It needs no engine.
func (s Sandbox) Env(ctx context.Context, options EnvOptions) error {
	document := report.NewEnv()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error {
		o, err := s.open(ctx)
		if err != nil {
			return err
		}
		document.Instance, document.Slot = o.Instance.ID, new(o.Instance.Slot)
		document.Variables, document.Unset = o.shellVariables(options.Secrets)
		o.console.Lines(script(document))
		return nil
	})
}

// shellVariables are those to set in a shell, and those to unset there.
func (o *session) shellVariables(secrets bool) (set map[string]string, unset []string) {
	set = make(map[string]string)
	mask := secret.NewMask(o.Instance.Variables)
	for name, value := range o.Project.Env {
		_, own := o.Instance.Variables[name]
		switch {
		case name == instance.HomeVariable:
		case !own && value == "", own && !secrets && mask.Hides(name, value):
			unset = append(unset, name)
		default:
			set[name] = value
		}
	}
	maps.Copy(set, o.Instance.ComposeVariables(o.overlays()...))
	for _, service := range o.Stack.Services {
		switch name := urlVariable(service.Name); {
		case len(service.Ports) == 0:
		case len(o.present([]string{service.Name})) > 0:
			set[name] = o.endpoint(service.Name).URL
		default:
			unset = append(unset, name)
		}
	}
	unset = slices.DeleteFunc(unset, func(name string) bool { _, there := set[name]; return there })
	slices.Sort(unset)
	return set, append([]string{}, unset...)
}

// urlVariable is SANDBOX_URL_TRAINING_WORKER_1 for training-worker-1.
func urlVariable(service string) string {
	return "SANDBOX_URL_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(service))
}

// script are the lines that a POSIX shell evaluates. A name that no shell can
// hold is left out.
func script(d *report.Env) []string {
	var lines []string
	for _, name := range d.Unset {
		if shell.IsName(name) {
			lines = append(lines, "unset "+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Variables)) {
		if shell.IsName(name) {
			lines = append(lines, "export "+name+"="+shell.Quote(d.Variables[name]))
		}
	}
	return lines
}
