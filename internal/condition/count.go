package condition

import "github.com/seed-491dada8/sandbox/report"

// Counts are the containers of an instance, as every command counts them.
type Counts struct {
	Total   int // of the complete stack, without finished jobs
	Up      int
	Healthy int // those that run, without those whose healthcheck does not pass
	Checked int // those that run and have a healthcheck
	State   string
}

// Count counts the containers of replicas. Asked reports whether a check asks a service.
func Count(replicas []Replica, asked func(service string) bool) Counts {
	var counts Counts
	exists := false
	for _, r := range replicas {
		c := r.Container
		exists = exists || r.Found
		if !r.Found || !Done(c, asked(r.Service)) {
			counts.Total++
		}
		if !c.Up() {
			continue
		}
		counts.Up++
		if c.Health() != "" {
			counts.Checked++
		}
		if c.Health() == "" || c.Health() == "healthy" {
			counts.Healthy++
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
