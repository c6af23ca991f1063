package sandbox

import (
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// lastingAfter is how long a service must have given nothing but an answer that
// no waiting mends. It may have been about to be replaced.
const lastingAfter = 3 * time.Second

// lasting is an answer that no waiting mends, and since when it is given.
type lasting struct {
	cause diagnose.Cause
	since time.Time
}

// and is what is known after one answer more; "" is any other.
func (l lasting) and(cause diagnose.Cause) lasting {
	if cause == l.cause {
		return l
	}
	return lasting{cause, time.Now()}
}

func (l lasting) certain() bool { return l.cause != "" && time.Since(l.since) >= lastingAfter }

// hopeless blames the service that was asked, if it is one.
func (l lasting) hopeless(services []string) error {
	why := &diagnose.Hopeless{Cause: l.cause}
	if len(services) == 1 {
		why.Service = services[0]
	}
	return why
}
