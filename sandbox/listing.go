package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// listing puts together what claims, directories and engines know.
type listing struct {
	stack    stack.Stack
	document *report.List
	engines  []instance.Engine // of each instance in the document
	keys     []string          // of each instance, "" for none
	answers  engines.Answers
	// elsewhere are the engines on other machines, to which people come from
	// directories that never were here: nothing of them is orphaned.
	elsewhere []instance.Engine
}

// add lists an instance that is claimed. Its own file counts, where it can be
// read.
func (l *listing) add(c claims.Claim) {
	listed := report.Instance{Instance: c.ID, Slot: c.Slot, State: report.Unknown, Directory: c.Dir, Created: c.Created}
	engine, machine, key := c.Engine, c.Host, c.Key
	if stale := c.Stale(); stale != nil {
		listed.Stale = stale.Error()
	} else if in, err := instance.Load(c.Dir, l.stack.Scheme()); err == nil && (key == "" || in.Key == key) {
		engine = instance.EngineOf(in.Variables)
		if engine.DockerHost == "" { // only docker could look up where its context leads
			in.Locate(c.Host)
		}
		machine, key = in.Machine, in.Key
		l.describe(&listed, in)
	}
	l.append(listed, engine, machine, key)
}

// addHere lists the instance in this directory, if it is one that nobody has
// claimed.
func (l *listing) addHere() {
	in, err := instance.Load(".", l.stack.Scheme())
	known := func(listed report.Instance) bool {
		return listed.Instance == in.ID && !stranger(listed.Directory, in.Dir)
	}
	if err == nil && !slices.ContainsFunc(l.document.Instances, known) {
		l.addUnclaimed(in)
	}
}

func (l *listing) addUnclaimed(in instance.Instance) {
	listed := report.Instance{Instance: in.ID, Slot: in.Slot, State: report.Unknown, Directory: in.Dir, Unclaimed: true}
	listed.Created, _ = time.Parse(time.RFC3339, in.Variables["CREATED_AT"]) // or none
	l.describe(&listed, in)
	l.append(listed, instance.EngineOf(in.Variables), in.Machine, in.Key)
}

// describe adds what the directory knows.
func (l *listing) describe(listed *report.Instance, in instance.Instance) {
	listed.Branch = git.Branch(in.Dir)
	if len(l.stack.Links) > 0 {
		link := l.stack.Links[0]
		listed.URL = strings.TrimSuffix(workspace.Endpoint(l.stack, in, link.Service).URL, "/") + link.Path
	}
}

func (l *listing) append(listed report.Instance, engine instance.Engine, machine, key string) {
	listed.Engine = engines.Name(engine)
	l.document.Instances = append(l.document.Instances, listed)
	l.engines, l.keys = append(l.engines, engine), append(l.keys, key)
	if machine != "" {
		l.elsewhere = append(l.elsewhere, engine)
	}
}

// file sorts the containers of an engine to the instances that they belong to.
// What belongs to none may be an instance without a claim, or left over.
func (l *listing) file(engine instance.Engine, containers []docker.Summary) {
	for i := range l.document.Instances {
		if l.engines[i] == engine {
			l.document.Instances[i].State = report.NotStarted
		}
	}
	for _, group := range byProject(containers) {
		i := l.find(engine, group[0])
		if i < 0 {
			i = l.unclaimed(engine, group[0])
		}
		if i >= 0 {
			count(&l.document.Instances[i], group)
		} else if !slices.Contains(l.elsewhere, engine) && l.orphaned(group) {
			l.document.Orphans = append(l.document.Orphans, newOrphan(group))
		}
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
// none. Its key tells. Without one, its project and directory do.
func (l *listing) find(engine instance.Engine, c docker.Summary) int {
	for i, in := range l.document.Instances {
		switch {
		case l.engines[i] != engine:
		case c.Key != "" && l.keys[i] != "":
			if c.Key == l.keys[i] {
				return i
			}
		case in.Instance == c.Project && (in.Directory == c.WorkingDir || !stranger(in.Directory, c.WorkingDir) && !gone(in.Directory)):
			return i
		}
	}
	return -1
}

// unclaimed lists the instance that a container belongs to, if there is one in
// the directory that it was started from, and returns its place; -1 otherwise.
func (l *listing) unclaimed(engine instance.Engine, c docker.Summary) int {
	in, err := instance.Load(c.WorkingDir, l.stack.Scheme())
	if err != nil || c.WorkingDir == "" || in.ID != c.Project || instance.EngineOf(in.Variables) != engine {
		return -1
	}
	l.addUnclaimed(in)
	return len(l.document.Instances) - 1
}

// count adds the containers to an instance.
func count(in *report.Instance, containers []docker.Summary) {
	for _, c := range containers {
		in.Total++
		if c.State != "running" {
			continue
		}
		in.Up++
		if c.Health == "healthy" || c.Health == "" {
			in.Healthy++
		}
	}
	in.State = overall(in.Up, in.Total, in.Total)
}
