package sandbox

import (
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// lastingAfter is how long a service must have given nothing but an answer that
// no waiting mends. It may have been about to be replaced.
const lastingAfter = 3 * time.Second

// lasting is an answer that no waiting mends, and since when it is given.
type lasting struct {
	cause diagnose.Cause
	since time.Time
}

// after is what is known after one answer more; "" is any other.
func (l lasting) after(cause diagnose.Cause) lasting {
	if cause == l.cause {
		return l
	}
	return lasting{cause, time.Now()}
}

func (l lasting) certain() bool { return l.cause != "" && time.Since(l.since) >= lastingAfter }

// blame is why the check is given up, and the fault of the service that was
// asked, if it is one.
func (l lasting) blame(services []string) error {
	why := &diagnose.Unrecoverable{Cause: l.cause}
	if len(services) == 1 {
		why.Service = services[0]
	}
	return why
}

// settled tells whether nothing is at work that might still change an answer:
// Compose, or a service that is run once and that no check asks, such as one
// that makes the database's roles.
func (w *watch) settled(containers []docker.Container) bool {
	working := func(service string) bool {
		c, found := newest(containers, service)
		return found && !w.o.asked(service) && dead(c, found) == ""
	}
	return w.finished && !slices.ContainsFunc(w.o.Config.Names(), working)
}
