package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// orphaned tells whether the containers of one project were left by a directory
// that is gone. Other projects' are nobody's business here: most services must
// be of this stack.
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

// showOrphans says what deleted directories left that no claim here records: it may
// be another user's, and stays.
func (s Sandbox) showOrphans(orphans []report.Orphan) {
	for _, o := range orphans {
		s.console().Doing("keeping " + knownOrphan(o))
	}
}

// knownOrphan returns what is known of an orphan, whose labels may hold anything.
func knownOrphan(o report.Orphan) string {
	return plain.Line(fmt.Sprintf("%s: %s, %d of them up, started from %s, which is gone; no claim here records it, so nothing proves whose it is",
		o.Project, plural(o.Containers, "container"), o.Up, o.Directory))
}
