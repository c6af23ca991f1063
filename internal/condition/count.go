package condition

import (
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/report"
)

// Counts are the containers of an instance, as every command counts them.
type Counts struct {
	Total    int // of the complete stack, without finished jobs
	Existing int // without finished jobs
	Up       int
	Healthy  int // those that run, without those whose healthcheck does not pass
	Checked  int // those that run and have a healthcheck
	Passing  int // those that run and whose healthcheck passes
	Starting int // those that run and whose healthcheck has no result yet
	State    string
}

// Count counts the containers of replicas. Ending returns what an exit with code 0
// means for a service.
func Count(replicas []Replica, ending func(service string) jobs.Ending) Counts {
	var counts Counts
	exists := false
	for _, r := range replicas {
		c := r.Container
		exists = exists || r.Found
		if !r.Found || !Done(c, ending(r.Service)) {
			counts.Total++
			if r.Found {
				counts.Existing++
			}
		}
		if !c.Up() {
			continue
		}
		counts.Up++
		switch c.Health() {
		case "":
			counts.Healthy++
		case "healthy":
			counts.Healthy++
			counts.Checked++
			counts.Passing++
		case "starting":
			counts.Checked++
			counts.Starting++
		default:
			counts.Checked++
		}
	}
	counts.State = counts.state(exists)
	return counts
}

func (c Counts) state(exists bool) string {
	switch {
	case c.Up > 0 && c.Up >= c.Total:
		return report.Running
	case c.Up > 0:
		return report.Partial
	case exists:
		return report.Stopped
	default:
		return report.NotStarted
	}
}
