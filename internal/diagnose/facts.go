package diagnose

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Facts hold what is known about a gate that did not pass. Their text may come from
// other programs: it may have any size, and need not be valid UTF-8.
type Facts struct {
	// Project is the Compose project's name.
	Project string
	// Checks are the failed checks. Those that others need or use come first.
	Checks []FailedCheck
	// Services are all services of the stack.
	Services []ServiceFacts
	// Compose is what `docker compose up` wrote to stderr, if it failed.
	Compose string
	// Engine is the error of an engine that does not answer any more, or nil.
	Engine error
	// Mask hides secrets in the details.
	Mask secret.Mask
}

// FailedCheck is a check that failed. A check without services stands for the start
// itself, if Compose failed although every check had passed.
type FailedCheck struct {
	Name string
	// Err is the last probe's error, nil if no probe was made.
	Err error
	// Unrecoverable is the error with which the check was cancelled, or nil. An
	// [*Unrecoverable] says the most.
	Unrecoverable error
	// Services are the names of the services that the check asks.
	Services []string
	// Missing are the services that did not register.
	Missing []string
	// Uses names the checks whose failure may cause this one's. They come before it
	// in [Facts.Checks]; checks that passed are ignored.
	Uses []string
}

// ServiceFacts hold what is known about a service of the stack.
type ServiceFacts struct {
	Name string
	// Replica names the container for people, such as "worker 2 of 3". It is "" if the
	// service has only one.
	Replica string
	// URL is the service's URL in probe errors, such as http://localhost:8001.
	URL string
	// Address is the host:port that probes dial, or "".
	Address string
	// Unpublished says that the container runs but does not publish Address.
	Unpublished bool
	// Holder describes what listens on Address instead of the container, such as
	// "container x-backend-1 of project x". It is "" if nothing does, or if the
	// listener is unknown.
	Holder string
	// Taken says that something other than a container of the project listens on
	// Address. Holder may be unknown.
	Taken bool
	// FindHolder is the command that shows what listens on Address.
	FindHolder string
	// Namesakes describe the containers of others that the service's name leads to, too.
	Namesakes []string
	Container *ContainerFacts // nil if there is none
	// Awaits names the service for which Compose waits before it starts this one, or is
	// "". AwaitsEnd says that it waits until that one has ended, as a job does.
	Awaits    string
	AwaitsEnd bool
}

// ContainerFacts hold the state of a container. Ages count back from the moment when the
// facts were collected; zero means never.
type ContainerFacts struct {
	Name     string
	State    string // created, running, paused, restarting, removing, exited or dead
	ExitCode int    // of its last run that ended
	Error    string // of the engine, if a start failed
	// OOMKilled says that this run of the container, or one before it, was killed for
	// lack of memory. The engine forgets that at each restart.
	OOMKilled bool
	// Stopped says that the container was stopped or killed, as by docker compose stop or
	// docker kill, and did not end by itself.
	Stopped  bool
	Restarts int
	Started  time.Duration // ago
	Finished time.Duration // ago
	// LostNetwork says what happened to the container whose network this one shares, "" if
	// it has the network. NetworkCure gives it back, "" if a start of this container does.
	LostNetwork, NetworkCure string

	Health string // healthy, unhealthy, starting, or "" without a healthcheck
	// HealthOutput is the output of the last healthcheck.
	HealthOutput string
	Log          string // the end of the log, or all of it
}

// Unrecoverable is the error with which a watcher of containers cancels a check.
type Unrecoverable struct {
	Cause   Cause
	Service string // that is at fault, or ""
}

func (h *Unrecoverable) Error() string {
	if h.Service == "" {
		return h.Cause.entry().Meaning
	}
	return fmt.Sprintf("%s: %s", h.Service, h.Cause.entry().Meaning)
}

// Finding explains why one check failed.
type Finding struct {
	Check   string
	Cause   Cause
	Service string   // that is at fault, or ""
	Details []string // one line each, the most important first
	Hint    string   // one command or one action; "" for a consequence
	// Follows names the check whose failure this one follows from, for
	// [DependencyFailed].
	Follows string
}

// service returns what is known about a service, at least its name.
func (f Facts) service(name string) ServiceFacts {
	if i := slices.IndexFunc(f.Services, func(s ServiceFacts) bool { return s.Name == name }); i >= 0 {
		return f.Services[i]
	}
	return ServiceFacts{Name: name}
}
