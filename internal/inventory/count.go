package inventory

import "github.com/seed-491dada8/sandbox/report"

// Container is the state of one container of an instance.
type Container struct {
	Up      bool
	Healthy bool
	// Finished reports that the container ran once, as a job does, and succeeded:
	// no check asks it, and it exited with 0.
	Finished bool
}

// Counts are the containers of an instance, as list, status and the overview show
// them.
type Counts struct {
	Up, Healthy int
	Total       int // without finished jobs
	State       string
}

// Count counts containers. Missing is the number of services without a container that
// a complete stack would have.
func Count(containers []Container, missing int) Counts {
	counts := Counts{Total: missing}
	for _, c := range containers {
		if !c.Finished {
			counts.Total++
		}
		if c.Up {
			counts.Up++
		}
		if c.Up && c.Healthy {
			counts.Healthy++
		}
	}
	switch {
	case counts.Up > 0 && counts.Up >= counts.Total:
		counts.State = report.Running
	case counts.Up > 0:
		counts.State = report.Partial
	case len(containers) > 0:
		counts.State = report.Stopped
	default:
		counts.State = report.NotStarted
	}
	return counts
}
