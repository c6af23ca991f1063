package derived

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/report"
)

// Preview is the stack that a directory's instances would have.
type Preview struct {
	derive.Derived
	Project composefile.Project
	// Slots holds the published ports in slot 0 and in slot 1 by variable, if no other
	// program uses them.
	Slots [2]map[string]int
	// Next holds the published ports in NextSlot, the slot that an instance in the directory
	// has, or would get now. It is nil, and NextSlot 0, if no slot can be had.
	Next      map[string]int
	NextSlot  int
	MayEnd    []string         // services that may be jobs
	Shared    []report.Finding // what all instances would share
	Obstacles []report.Finding // what else the files tell, of the instance in NextSlot
}

// Next returns the slot and the ports that an instance would get now.
type Next func(all []derive.Port) (slot int, numbers map[string]int, err error)

// Look returns the stack that instances of the project in a directory would have.
func Look(r Resolved, dir string, next Next) (Preview, error) {
	d, err := derive.Stack(r.Project, r.Variables)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Derived: d, Project: r.Project}
	for _, service := range d.Services {
		if jobs.MayEnd(r.Project, service.Name) {
			p.MayEnd = append(p.MayEnd, service.Name)
		}
	}
	for slot := range p.Slots {
		if p.Slots[slot], err = derive.Assign(d.Ports, slot, nil, isFree); err != nil {
			return Preview{}, err
		}
	}
	numbers := p.Slots[1]
	if slot, found, err := next(d.Ports); err == nil {
		p.NextSlot, p.Next, numbers = slot, found, found
	}
	p.Shared = slices.Concat(obstacles.Shared(r.Project), obstacles.Folders(r.Project, worktreeOf(dir)))
	isShared := func(f report.Finding) bool { return slices.Contains(p.Shared, f) }
	p.Obstacles = slices.DeleteFunc(obstaclesIn(r, dir, d.Ports, numbers), isShared)
	return p, nil
}

// isFree reports that a port is not taken.
func isFree(int, bool) (taken bool) { return false }
