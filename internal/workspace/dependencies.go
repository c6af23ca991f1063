package workspace

import "slices"

// Excused reports whether the gate neither waits for a service nor fails for it.
func (w Workspace) Excused(service string) bool { return w.Stack.Service(service).Excused }

// Required returns the services that the given ones depend on, directly or through
// others. It leaves out the given ones, and those that the gate excuses. Compose counts
// links and a shared network among the dependencies.
func (w Workspace) Required(services []string) []string {
	var required []string
	for open := slices.Clone(services); len(open) > 0; open = open[1:] {
		for name, dependency := range w.Config.Services[open[0]].DependsOn {
			_, started := w.Config.Services[name]
			if started && dependency.Required && !w.Excused(name) && !slices.Contains(required, name) && !slices.Contains(services, name) {
				required, open = append(required, name), append(open, name)
			}
		}
	}
	slices.Sort(required)
	return required
}
