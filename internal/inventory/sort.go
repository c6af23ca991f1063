package inventory

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// sort sorts the containers of an engine to their instances. Those of no listed
// instance may be of one without a claim, or orphans.
func (l *listing) sort(engine instance.Engine, containers []docker.Summary) {
	for i := range l.document.Instances {
		if l.entries[i].engine == engine {
			l.document.Instances[i].State = report.NotStarted
		}
	}
	found := make(map[int][]Container)
	for _, group := range byProject(containers) {
		i := l.find(engine, group[0])
		if i < 0 {
			i = l.findUnclaimed(engine, group[0])
		}
		if i >= 0 {
			found[i] = append(found[i], states(l.stack, group)...)
		} else if !slices.Contains(l.remote, engine) && l.orphaned(group) {
			l.document.Orphans = append(l.document.Orphans, newOrphan(group))
		}
	}
	for i, containers := range found {
		in, counts := &l.document.Instances[i], Count(containers, 0)
		in.Up, in.Healthy, in.Total, in.State = counts.Up, counts.Healthy, counts.Total, counts.State
	}
}

// byProject returns the containers of each project, directory and key, in a fixed order.
func byProject(containers []docker.Summary) [][]docker.Summary {
	order := func(a, b docker.Summary) int {
		return cmp.Or(cmp.Compare(a.Project, b.Project), cmp.Compare(a.WorkingDir, b.WorkingDir), cmp.Compare(a.Key, b.Key))
	}
	sorted := slices.Clone(containers)
	slices.SortStableFunc(sorted, order)
	var groups [][]docker.Summary
	for i, c := range sorted {
		if i == 0 || order(sorted[i-1], c) != 0 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], c)
	}
	return groups
}

// find returns the place of the listed instance that a container belongs to, -1 for
// none. Its key decides. Without one, its project and directory do.
func (l *listing) find(engine instance.Engine, c docker.Summary) int {
	for i, in := range l.document.Instances {
		key := l.entries[i].key
		switch {
		case l.entries[i].engine != engine:
		case c.Key != "" && key != "":
			if c.Key == key {
				return i
			}
		case in.Instance == c.Project && identity.SameDirectory(in.Directory, c.WorkingDir):
			return i
		}
	}
	return -1
}

// findUnclaimed lists the instance in the directory that a container was started from,
// and returns its place; -1 if there is none, or only a copy.
func (l *listing) findUnclaimed(engine instance.Engine, c docker.Summary) int {
	in, err := instance.Load(c.WorkingDir, l.stack.Scheme())
	if err != nil || c.WorkingDir == "" || in.ID != c.Project || instance.EngineOf(in.Variables) != engine {
		return -1
	}
	if _, copied := identity.Original(l.known, in); copied {
		return -1
	}
	l.addUnclaimed(in)
	return len(l.document.Instances) - 1
}

// states returns the states of an instance's containers. A container without a
// healthcheck counts as healthy while it runs.
func states(s stack.Stack, containers []docker.Summary) []Container {
	var all []Container
	for _, c := range containers {
		all = append(all, Container{
			Up: c.State == "running", Healthy: c.Health == "healthy" || c.Health == "", Finished: c.Succeeded && !s.Asks(c.Service),
		})
	}
	return all
}

// orphaned reports whether the containers of one project are of a directory that is
// gone. Most of the services must be this stack's: other projects do not concern us.
func (l *listing) orphaned(containers []docker.Summary) bool {
	ours := 0
	for _, c := range containers {
		if l.stack.Service(c.Service).Name != "" {
			ours++
		}
	}
	listed := func(in report.Instance) bool {
		return in.Instance == containers[0].Project && in.Directory == containers[0].WorkingDir
	}
	return 2*ours > len(containers) && gone(containers[0].WorkingDir) && !slices.ContainsFunc(l.document.Instances, listed)
}

func gone(dir string) bool {
	_, err := os.Stat(dir)
	return dir != "" && errors.Is(err, fs.ErrNotExist)
}

func newOrphan(containers []docker.Summary) report.Orphan {
	o := report.Orphan{Project: containers[0].Project, Directory: containers[0].WorkingDir, Containers: len(containers)}
	for _, c := range containers {
		if c.State == "running" {
			o.Up++
		}
	}
	return o
}
