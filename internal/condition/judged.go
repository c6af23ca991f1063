package condition

import (
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// runningFor is how long a container has to run for its service to be ready, where
// nothing else tells. A program that ends at once is not taken for one that runs.
const runningFor = time.Second

// Judge returns why a service is not ready whose container decides, or nil if it
// is.
func Judge(judge derive.Judge, service string, c docker.Container, found bool, now time.Time) error {
	switch {
	case !found:
		return fmt.Errorf("container %s is not running", service)
	case judge == derive.ByExitCode && c.State.Status == "exited" && c.State.ExitCode == 0:
		return nil
	case judge == derive.ByExitCode && c.Up():
		return fmt.Errorf("container %s has not ended", service)
	case !c.Up():
		return fmt.Errorf("container %s is %s", service, c.State.Status)
	case c.Health() == "healthy":
		return nil
	case c.Health() != "":
		return fmt.Errorf("container %s is not healthy: its health is %s", service, c.Health())
	case now.Sub(c.State.StartedAt) < runningFor:
		return fmt.Errorf("container %s has run for less than %s", service, runningFor)
	}
	return nil
}
