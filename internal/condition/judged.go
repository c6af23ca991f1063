package condition

import (
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/jobs"
)

// runningFor is how long a container has to run before its service counts as ready, if
// nothing else decides. It keeps a program that ends at once from passing.
const runningFor = time.Second

// Unready returns why a replica of a service that no check asks is not ready, or "".
func (r Replica) Unready(ending jobs.Ending, now time.Time) (cause diagnose.Cause, reason string) {
	if Done(r.Container, ending) {
		return "", ""
	}
	err := r.Judge(derive.ByRunning, now)
	switch {
	case err == nil:
		return "", ""
	case r.Container.Health() == "starting":
		return diagnose.HealthPending, err.Error()
	}
	return diagnose.Unknown, err.Error()
}

// Judge returns why a replica is not ready, for a service that its containers decide, or
// nil if it is ready.
func (r Replica) Judge(judge derive.Judge, now time.Time) error {
	switch c := r.Container; {
	case !r.Found:
		return notReady("container %s is not running", r)
	case judge == derive.ByExitCode && c.State.Status == "exited" && c.State.ExitCode == 0:
		return nil
	case judge == derive.ByExitCode && c.Up():
		return notReady("container %s has not ended", r)
	case !c.Up():
		return notReady("container %s is %s", r, c.State.Status)
	case c.Health() == "healthy":
		return nil
	case c.Health() != "":
		return &NotReady{fmt.Sprintf("container %s is not healthy: its health is %s", r, c.Health()), true}
	case judge == derive.ByHealth:
		return fmt.Errorf("container %s has no healthcheck, neither of the Compose file nor of its image", r)
	case now.Sub(c.State.StartedAt).Abs() < runningFor: // a start in the future is by another clock
		return notReady("container %s has run for less than %s", r, runningFor)
	}
	return nil
}

// NotReady is an error of [Replica.Judge] that says no more than the state of the container.
type NotReady struct {
	reason   string
	OfHealth bool // the container has a healthcheck, which has not passed
}

func (n *NotReady) Error() string { return n.reason }

func notReady(format string, args ...any) error {
	return &NotReady{reason: fmt.Sprintf(format, args...)}
}
