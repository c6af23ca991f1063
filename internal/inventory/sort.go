package inventory

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// sort sorts the containers of an engine to their instances. Those of no listed
// instance may be of one without a claim, or orphans. The memory of containers is by id, nil
// if it is unknown.
func (l *listing) sort(engine instance.Engine, containers []docker.Container, memory map[string]int64) {
	for i := range l.document.Instances {
		if l.entries[i].engine == engine {
			l.document.Instances[i].State = report.NotStarted
		}
	}
	found := make(map[int][]docker.Container)
	for _, group := range byProject(containers) {
		i := l.find(engine, group[0])
		if i < 0 {
			i = l.findUnclaimed(engine, group[0])
		}
		if i >= 0 {
			found[i] = append(found[i], group...)
		} else if i := l.startedFrom(engine, group[0]); i >= 0 {
			l.document.Projects = append(l.document.Projects, newProject(l.document.Instances[i], group))
		} else if !slices.Contains(l.remote, engine) && l.orphaned(group) {
			l.document.Orphans = append(l.document.Orphans, newOrphan(group))
		}
	}
	for i := range l.document.Instances {
		if l.entries[i].engine == engine {
			l.count(i, found[i])
			l.document.Instances[i].Memory = memoryOf(found[i], memory)
		}
	}
}

// count counts the containers of a listed instance.
func (l *listing) count(i int, containers []docker.Container) {
	w := l.entries[i].workspace
	in, counts := &l.document.Instances[i], condition.Count(condition.All(w.Config, containers), w.Ending)
	in.Up, in.Healthy, in.Checked, in.Passing, in.State = counts.Up, counts.Healthy, counts.Checked, counts.Passing, counts.State
	in.Starting, in.Total, in.Expected = counts.Starting, counts.Existing, counts.Total
}

// startedFrom returns the place of the instance whose directory another project was
// started from, -1 for none.
func (l *listing) startedFrom(engine instance.Engine, c docker.Container) int {
	for i, in := range l.document.Instances {
		if l.entries[i].engine == engine && in.Instance != c.Project() && identity.SameDirectory(in.Directory, c.WorkingDir()) {
			return i
		}
	}
	return -1
}

// byProject returns the containers of each project, directory and key, in a fixed order.
func byProject(containers []docker.Container) [][]docker.Container {
	order := func(a, b docker.Container) int {
		return cmp.Or(cmp.Compare(a.Project(), b.Project()), cmp.Compare(a.WorkingDir(), b.WorkingDir()), cmp.Compare(a.Key(), b.Key()))
	}
	sorted := slices.Clone(containers)
	slices.SortStableFunc(sorted, order)
	var groups [][]docker.Container
	for i, c := range sorted {
		if i == 0 || order(sorted[i-1], c) != 0 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], c)
	}
	return groups
}

// find returns the place of the listed instance that a container belongs to, -1 for
// none. Its project has the instance's id, and its key decides. Without a key, its
// directory does.
func (l *listing) find(engine instance.Engine, c docker.Container) int {
	for i, in := range l.document.Instances {
		key := l.entries[i].key
		switch {
		case l.entries[i].engine != engine, in.Instance != c.Project():
		case c.Key() != "" && key != "":
			if c.Key() == key {
				return i
			}
		case identity.SameDirectory(in.Directory, c.WorkingDir()):
			return i
		}
	}
	return -1
}

// findUnclaimed lists the instance in the directory that a container was started from,
// and returns its place; -1 if there is none, or only a copy.
func (l *listing) findUnclaimed(engine instance.Engine, c docker.Container) int {
	in, err := instance.Load(c.WorkingDir(), l.stack.Scheme())
	if err != nil || c.WorkingDir() == "" || in.ID != c.Project() || instance.EngineOf(in.Variables) != engine {
		return -1
	}
	if _, copied := identity.Original(l.known, in); copied {
		return -1
	}
	l.addUnclaimed(in)
	return len(l.document.Instances) - 1
}

// orphaned reports whether the containers of one project are of a directory that is
// gone. Most of the services must be this stack's: other projects do not concern us.
func (l *listing) orphaned(containers []docker.Container) bool {
	ours := 0
	for _, c := range containers {
		if l.stack.Service(c.Service()).Name != "" {
			ours++
		}
	}
	listed := func(in report.Instance) bool {
		return in.Instance == containers[0].Project() && in.Directory == containers[0].WorkingDir()
	}
	return 2*ours > len(containers) && gone(containers[0].WorkingDir()) && !slices.ContainsFunc(l.document.Instances, listed)
}

func gone(dir string) bool {
	_, err := os.Stat(dir)
	return dir != "" && errors.Is(err, fs.ErrNotExist)
}

func newOrphan(containers []docker.Container) report.Orphan {
	return report.Orphan{
		Project: containers[0].Project(), Directory: containers[0].WorkingDir(), Containers: len(containers), Up: up(containers),
	}
}

func newProject(in report.Instance, containers []docker.Container) report.Project {
	return report.Project{
		Project: containers[0].Project(), Directory: containers[0].WorkingDir(), Instance: in.Instance,
		Containers: len(containers), Up: up(containers), Hint: "docker compose -p " + typed(containers[0].Project()) + " down",
	}
}

// projectName matches the names that Compose gives to projects.
var projectName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// typed returns the name of a project as a person types it. Labels may hold any text.
func typed(project string) string {
	if projectName.MatchString(project) {
		return project
	}
	return shell.Quote(project)
}

func up(containers []docker.Container) (number int) {
	for _, c := range containers {
		if c.Up() {
			number++
		}
	}
	return number
}
