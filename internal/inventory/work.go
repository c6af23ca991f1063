package inventory

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
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
	merged := mergedBranches{known: make(map[string]func() []string)}
	var all sync.WaitGroup
	for i, in := range l.document.Instances {
		if in.Stale != "" {
			continue
		}
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			found[i] = look(ctx, in.Directory, in.Branch, &merged)
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
func look(ctx context.Context, dir, branch string, merged *mergedBranches) (found work) {
	found.lastPassed, _ = history.LastPassed(filepath.Join(dir, instance.StateFolder))
	if branch == "" || ctx.Err() != nil {
		return found
	}
	if branches := merged.of(ctx, dir); branches != nil {
		found.merged = new(slices.Contains(branches, branch))
	}
	if dirty, err := git.Dirty(ctx, dir); err == nil {
		found.dirty = &dirty
	}
	return found
}

// mergedBranches asks each repository once for its merged branches.
type mergedBranches struct {
	mu    sync.Mutex
	known map[string]func() []string // by the repository's common directory
}

// of returns the merged branches of the repository of a directory, nil if they are unknown.
func (m *mergedBranches) of(ctx context.Context, dir string) []string {
	m.mu.Lock()
	common := git.Common(dir)
	ask, asked := m.known[common]
	if !asked {
		ask = sync.OnceValue(func() []string {
			branches, err := git.Merged(ctx, dir)
			if err != nil {
				return nil
			}
			return append([]string{}, branches...)
		})
		m.known[common] = ask
	}
	m.mu.Unlock()
	return ask()
}
