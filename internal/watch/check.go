package watch

import (
	"context"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// check is what is known of one check.
type check struct {
	passed bool
	answer answer
	ctx    context.Context // until the check is given up: the end of the watch gives up none
	giveUp context.CancelCauseFunc
}

func newCheck() *check {
	given, giveUp := context.WithCancelCause(context.Background())
	return &check{ctx: given, giveUp: giveUp}
}

// lastingAfter is how long a service must have given only one answer that waiting does
// not change. Its container may have been about to be replaced.
const lastingAfter = 3 * time.Second

// answer is an answer that waiting does not change, and since when a check gets only
// that one. Its cause is "" for any other answer.
type answer struct {
	cause diagnose.Cause
	since time.Time
}

// after returns what is known after the next answer.
func (a answer) after(cause diagnose.Cause) answer {
	if cause == a.cause {
		return a
	}
	return answer{cause, time.Now()}
}

// certain reports whether waiting will not change the answer.
func (a answer) certain() bool { return a.cause != "" && time.Since(a.since) >= lastingAfter }

// blame returns why the check was given up, naming the service if the check asks only
// one.
func (a answer) blame(services []string) error {
	why := &diagnose.Unrecoverable{Cause: a.cause}
	if len(services) == 1 {
		why.Service = services[0]
	}
	return why
}
