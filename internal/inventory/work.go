package inventory

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// lookWithin bounds the questions to git. What it has not answered by then stays unknown.
const lookWithin = 2 * time.Second

// work is what the directory of an instance says of the work in it.
type work struct {
	lastPassed time.Time
	dirty      *bool
	merged     *bool
}

// lookAtWork begins to look at the directories of the instances that are listed by now. It
// returns a function that adds what was found to the document.
func (l *listing) lookAtWork(ctx context.Context) (add func()) {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	found := make([]work, len(l.document.Instances))
	turns := make(chan struct{}, 2*runtime.NumCPU())
	var all sync.WaitGroup
	for i, in := range l.document.Instances {
		if in.Stale != "" {
			continue
		}
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			found[i] = look(ctx, in.Directory, in.Branch)
		})
	}
	return func() {
		defer cancel()
		all.Wait()
		for i, work := range found {
			in := &l.document.Instances[i]
			in.LastPassed, in.Dirty, in.Merged = work.lastPassed, work.dirty, work.merged
		}
	}
}

// look returns what a directory says of the work in it.
func look(ctx context.Context, dir, branch string) (found work) {
	found.lastPassed, _ = history.LastPassed(filepath.Join(dir, instance.StateFolder))
	if branch == "" || ctx.Err() != nil {
		return found
	}
	if into, err := git.MergedInto(ctx, dir, branch); err == nil {
		found.merged = new(into != "")
	}
	if dirty, err := git.Dirty(ctx, dir); err == nil {
		found.dirty = &dirty
	}
	return found
}
