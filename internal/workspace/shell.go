package workspace

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// ShellVariables returns the variables that lead a shell to the instance, and the names of
// those to unset there, the secrets among them unless they are asked for.
func (w Workspace) ShellVariables(secrets bool) (set map[string]string, unset []string) {
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
	maps.Copy(set, w.Instance.ComposeVariables(w.overlays()...))
	for _, service := range w.Stack.Services {
		switch name := URLVariable(service.Name); {
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
func (w Workspace) overlays() []string {
	if w.Project.Overlay == "" {
		return nil
	}
	return []string{w.Project.Overlay}
}

// URLVariable returns the name of the variable with a service's URL, such as
// SANDBOX_URL_TRAINING_WORKER_1 for training-worker-1.
func URLVariable(service string) string {
	return "SANDBOX_URL_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(service))
}
