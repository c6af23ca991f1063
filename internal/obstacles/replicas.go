package obstacles

import (
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/report"
)

// scarcePorts finds services that publish fewer host ports than they have replicas: each
// replica needs one of its own.
func scarcePorts(project composefile.Project) (found []report.Finding) {
	for _, name := range project.Names() {
		replicas := project.Services[name].Replicas()
		for _, port := range project.Services[name].Ports {
			first, last, ok := port.Range()
			if !ok || last-first+1 >= replicas {
				continue
			}
			found = append(found, problem("publish a range of that many ports, such as 8000-8009:8000, or start fewer replicas",
				"service %s has %d replicas, and publishes %s for its port %d: each replica needs a port of its own", name, replicas, port.Published, port.Target))
		}
	}
	return found
}
