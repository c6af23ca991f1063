package diagnose

import (
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Facts are what is known of a gate that did not pass. All text in them may be
// foreign: of any size, and not even text.
type Facts struct {
	// Project is the Compose project's name.
	Project string
	// Checks that failed, those that others need or use first.
	Checks []FailedCheck
	// Services of the whole stack.
	Services []ServiceFacts
	// Compose is what `docker compose up` wrote to stderr, if it failed.
	Compose string
	// Engine is why the engine does not answer any more, nil if it does.
	Engine error
	// Mask hides the secrets that no detail may show.
	Mask secret.Mask
}

// FailedCheck is a check that failed. One without services stands for the start
// itself, which Compose gave up although every check had passed.
type FailedCheck struct {
	Name string
	// Err is the last probe's, nil if none was made.
	Err error
	// Unrecoverable is why the check was given up early, if it was; a [*Unrecoverable]
	// tells the most.
	Unrecoverable error
	// Services that it asks, by name.
	Services []string
	// Missing are those of the services that did not register.
	Missing []string
	// Uses names the checks whose failure this one's may be a consequence of.
	// They stand before it in [Facts.Checks]; those that passed do no harm.
	Uses []string
}

// ServiceFacts is a service of the stack and what is known of it.
type ServiceFacts struct {
	Name string
	// URL as it stands in probes' errors, such as http://localhost:8001.
	URL string
	// Address that is asked, host:port; empty if it has none.
	Address string
	// Unpublished says that its container runs and does not publish Address.
	Unpublished bool
	// Holder is who listens on Address in place of its container, in words such
	// as "container x-backend-1 of project x"; empty if nobody does, or nobody
	// knows who.
	Holder string
	// Taken says that something listens on Address, and that it is no container of
	// the project. Holder may be unknown.
	Taken bool
	// FindHolder is the command that shows who listens on Address.
	FindHolder string
	Container  *ContainerFacts // nil if there is none
}

// ContainerFacts is how a container is. Ages are counted back from the moment when
// the facts were collected; zero means never.
type ContainerFacts struct {
	Name     string
	State    string // created, running, paused, restarting, removing, exited or dead
	ExitCode int    // of its last run that ended
	Error    string // the engine's, of a start that failed
	// OOMKilled says that it, or a run of it before this one, was killed for
	// want of memory. The engine forgets that at each restart.
	OOMKilled bool
	Restarts  int
	Started   time.Duration // ago
	Finished  time.Duration // ago
	Health    string        // healthy, unhealthy, starting, or "" without a healthcheck
	// HealthOutput is the output of the last healthcheck.
	HealthOutput string
	Log          string // its end, or all of it
}

// Unrecoverable is the cause with which a watcher of containers gives a check up.
type Unrecoverable struct {
	Cause   Cause
	Service string // the guilty one, if it is one's fault
}

func (h *Unrecoverable) Error() string {
	if h.Service == "" {
		return h.Cause.entry().Meaning
	}
	return fmt.Sprintf("%s: %s", h.Service, h.Cause.entry().Meaning)
}

// Finding is why one check failed.
type Finding struct {
	Check   string
	Cause   Cause
	Service string   // the guilty one, empty if none is known
	Details []string // what was met, one line each, the most important first
	Hint    string   // one command or one action; empty for a consequence
	// Follows names the check whose failure this one follows from, for
	// [DependencyFailed].
	Follows string
}

// service is what is known of a service: its name at least.
func (f Facts) service(name string) ServiceFacts {
	for _, s := range f.Services {
		if s.Name == name {
			return s
		}
	}
	return ServiceFacts{Name: name}
}
