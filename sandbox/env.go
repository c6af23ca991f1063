package sandbox

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// EnvOptions say which variables of an instance to return.
type EnvOptions struct {
	Secrets bool // return the secrets too
}

// Env returns the instance's variables, and those that lead a bare `docker compose`
// to this instance from any directory. Without options.Secrets the secrets are among
// the variables to unset: Compose reads them in .env.sandbox itself. It needs no
// engine.
func (s Sandbox) Env(ctx context.Context, options EnvOptions) (report.Env, error) {
	env := report.NewEnv()
	return conclude(ctx, env, s.env(ctx, options, env))
}

func (s Sandbox) env(ctx context.Context, options EnvOptions, env *report.Env) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	env.Instance, env.Slot = w.Instance.ID, new(w.Instance.Slot)
	env.Variables, env.Unset = shellVariables(w, options.Secrets)
	return nil
}

// shellVariables returns the variables to set in a shell, and the names of those to
// unset there.
func shellVariables(w workspace.Workspace, secrets bool) (set map[string]string, unset []string) {
	set = make(map[string]string)
	mask := w.Project.Mask(w.Instance.Variables)
	for name, value := range w.Project.Env {
		_, own := w.Instance.Variables[name]
		switch {
		case instance.IsHomeVariable(name):
		case !own && value == "", own && !secrets && mask.Hides(name, value):
			unset = append(unset, name)
		default:
			set[name] = value
		}
	}
	maps.Copy(set, w.Instance.ComposeVariables(overlays(w)...))
	for _, service := range w.Stack.Services {
		switch name := urlVariable(service.Name); {
		case len(service.Ports) == 0:
		case len(w.Configured([]string{service.Name})) > 0:
			set[name] = w.Endpoint(service.Name).URL
		default:
			unset = append(unset, name)
		}
	}
	unset = slices.DeleteFunc(unset, func(name string) bool { _, there := set[name]; return there })
	slices.Sort(unset)
	return set, append([]string{}, unset...)
}

// overlays returns the files that Compose merges after the user's.
func overlays(w workspace.Workspace) []string {
	if w.Project.Overlay == "" {
		return nil
	}
	return []string{w.Project.Overlay}
}

// urlVariable returns the name of the variable with a service's URL, such as
// SANDBOX_URL_TRAINING_WORKER_1 for training-worker-1.
func urlVariable(service string) string {
	return "SANDBOX_URL_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(service))
}
