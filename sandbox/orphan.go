package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// orphaned tells whether the containers of one project were left by a directory
// that is gone. Other projects' are nobody's business here: most services must
// be of this stack.
func (l *listing) orphaned(containers []compose.Summary) bool {
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

func newOrphan(containers []compose.Summary) report.Orphan {
	o := report.Orphan{Project: containers[0].Project, Directory: containers[0].WorkingDir, Containers: len(containers)}
	for _, c := range containers {
		if c.State == "running" {
			o.Up++
		}
	}
	return o
}

// orphans finds what deleted worktrees left on this machine of which no claim
// tells, and shows why the rest stays.
func (s Sandbox) orphans(ctx context.Context, l listing) []leftover {
	var found []leftover
	for i, o := range l.document.Orphans {
		what := plain.Line(fmt.Sprintf("%s in %s: its directory is gone, and no claim tells of it", o.Project, o.Directory)) // labels, of anybody's choice
		left, keep := s.orphan(ctx, o, l.orphans[i])
		if keep != nil {
			s.console().Doing(plain.Line(fmt.Sprintf("keeping %s: %v", what, keep)))
			continue
		}
		left.what = what
		found = append(found, left)
	}
	return found
}

// orphan is what is left of one. The second result is why it may not be removed:
// without a claim it has to be certain whose it is.
func (s Sandbox) orphan(ctx context.Context, o report.Orphan, engine instance.Engine) (leftover, error) {
	l := leftover{name: plain.Line(o.Project), project: compose.NewProject(o.Project, engine.Variables())}
	if host, err := hostOf(ctx, engine); err != nil || host != "" {
		return l, errors.New("its engine is on another machine")
	}
	if moved := movedTo(claims.Claim{ID: o.Project, Dir: o.Directory}); moved != "" {
		return l, fmt.Errorf("%s is the same instance; run any target there", moved)
	}
	var err error
	if l.remains, err = l.project.Remains(ctx); err != nil {
		return l, err
	}
	if other := l.remains.Elsewhere(func(dir string) bool { return dir != o.Directory }); other != "" {
		return l, fmt.Errorf("the Compose project %s is that of %s too", o.Project, other)
	}
	foreign := func(c compose.Container) bool { return s.Stack.Service(c.Service()).Name == "" }
	repository, err := git.Open(ctx, ".")
	switch {
	case slices.ContainsFunc(l.remains.Containers, foreign):
		err = errors.New("not all of it is of this stack")
	case err == nil && !repository.Deleted(ctx, o.Directory) || err != nil:
		err = errors.New("it was no worktree of the repository here")
	case !ownsParentOf(o.Directory):
		err = errors.New("what is there of its path is not this user's")
	}
	if err != nil {
		return l, fmt.Errorf("%w; if it is yours, `docker compose -p %s down -v` removes it with its data", err, o.Project)
	}
	return l, nil
}
