package condition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
)

// Replica is one of the containers of a service. Found is false for one that Compose
// would start and that does not exist.
type Replica struct {
	Service   string
	Number    int // Compose's, from 1
	Of        int // the number of replicas that the service has
	Container docker.Container
	Found     bool
}

// String names the replica for people: "worker", or "worker 2 of 3" if the service has
// several.
func (r Replica) String() string {
	switch {
	case r.Of <= 1:
		return r.Service
	case r.Number > r.Of: // Compose does not number anew when it has removed one
		return fmt.Sprintf("%s %d", r.Service, r.Number)
	}
	return fmt.Sprintf("%s %d of %d", r.Service, r.Number, r.Of)
}

// Replicas returns the replicas of a service in the order of their numbers: all that
// exist, also more than the Compose files say, and those that are missing. Of two
// containers with one number only the newer counts: while Compose replaces a container,
// both exist.
func Replicas(config compose.Config, containers []docker.Container, service string) []Replica {
	newest := make(map[int]docker.Container)
	for _, c := range containers {
		if was, known := newest[c.Number()]; c.Service() == service && (!known || c.Created.After(was.Created)) {
			newest[c.Number()] = c
		}
	}
	var replicas []Replica
	for number, c := range newest {
		replicas = append(replicas, Replica{Service: service, Number: number, Container: c, Found: true})
	}
	wanted := 0
	if definition, configured := config.Services[service]; configured {
		wanted = definition.Replicas()
	}
	for number := 1; len(replicas) < wanted; number++ {
		if _, exists := newest[number]; !exists {
			replicas = append(replicas, Replica{Service: service, Number: number})
		}
	}
	slices.SortFunc(replicas, func(a, b Replica) int { return cmp.Compare(a.Number, b.Number) })
	for i := range replicas {
		replicas[i].Of = len(replicas)
	}
	return replicas
}

// All returns the replicas of every service that Compose starts, the services in
// alphabetical order. Without a configuration they are the services that have a container.
func All(config compose.Config, containers []docker.Container) []Replica {
	services := config.Names()
	if len(services) == 0 {
		for _, c := range containers {
			services = append(services, c.Service())
		}
		slices.Sort(services)
	}
	var all []Replica
	for _, service := range slices.Compact(services) {
		all = append(all, Replicas(config, containers, service)...)
	}
	return all
}

// Up returns the containers of a service that are up.
func Up(containers []docker.Container, service string) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool { return c.Service() != service || !c.Up() })
}

// Worst returns the replica of a service that is most likely at fault: one that keeps
// the gate from passing, else the one that was restarted most often, else the first.
// Ending says what an exit with code 0 means.
func Worst(config compose.Config, containers []docker.Container, service string, ending jobs.Ending) Replica {
	replicas := Replicas(config, containers, service)
	if len(replicas) == 0 {
		return Replica{Service: service, Number: 1, Of: 1}
	}
	return slices.MinFunc(replicas, func(a, b Replica) int {
		return cmp.Or(cmp.Compare(a.rank(ending), b.rank(ending)), cmp.Compare(b.Container.RestartCount, a.Container.RestartCount))
	})
}

// rank returns a number that is lower for a less reliable replica.
func (r Replica) rank(ending jobs.Ending) int {
	switch cause, _ := r.Unsound(ending); {
	case cause != "" && r.Dead() != "" && r.Dead() != diagnose.Stranded: // Compose may be about to start a created one
		return 0
	case cause != "":
		return 1
	case r.Container.Health() == "starting":
		return 2
	}
	return 3
}
