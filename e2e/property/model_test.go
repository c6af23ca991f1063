//go:build unix && !e2e

package property_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// harmless lists the steps after which a worktree may be removed, because their
// results are on a branch, on a remote or stashed for all worktrees.
var harmless = []string{
	"commits", "pushes", "amends", "resets", "cleans", "stashes", "stashes with untracked files", "detaches", "switches to a new branch", "tags",
	"takes the submodule", "ignores the submodule", "empties the submodule", "moves the submodule", "pushes the submodule", "records the submodule",
	"finishes",
}

// A removal that ignores losses is caught after every step that leaves something
// only in the worktree, and after no other step.
func TestModelDetectsLossesOfAWorktree(t *testing.T) {
	for i, s := range slices.Concat(work, submodule) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			h := history{{"main", "creates x"}}
			if i >= len(work) {
				h = append(h, step{"x", "takes the submodule"})
			}
			switch s.name {
			case "records the submodule":
				h = append(h, step{"x", "commits in the submodule"}, step{"x", "pushes the submodule"})
			case "finishes":
				h = append(h, step{"x", "stops in a merge"})
			}
			w := worldAfter(t, append(h, step{"x", s.name}))
			if !slices.Contains(w.ran, s.name) {
				t.Fatal("the step did nothing")
			}
			err := w.judge("x", []string{"sandbox:destroy"}, func() (string, error) {
				return "", w.shell(w.places["main"], "git worktree remove --force --force "+quote(w.places["x"]))
			})
			var caught *violation
			if errors.As(err, &caught) == slices.Contains(harmless, s.name) {
				t.Errorf("caught: %v", err)
			}
		})
	}
}

// A step that touches nothing of another instance is allowed.
func TestModelDetectsRemovalsFromTheEngine(t *testing.T) {
	for name, test := range map[string]struct {
		args   []string // docker's arguments
		caught bool
	}{
		"its own volume":                 {[]string{"volume", "rm", "shop--x_db_data"}, false},
		"its own container":              {[]string{"rm", "-f", "own"}, false},
		"another's container":            {[]string{"rm", "-f", "other"}, true},
		"another's container is stopped": {[]string{"stop", "other"}, true},
		"another's volume":               {[]string{"volume", "rm", "shop-other"}, true},
		"a volume without a key":         {[]string{"volume", "rm", "shop-plain"}, true},
		"nothing":                        {[]string{"version"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := worldAfter(t, history{{"main", "creates x"}})
			key := "key of x"
			file := filepath.Join(w.places["x"], ".env.sandbox")
			text, err := os.ReadFile(file)
			err = errors.Join(err, os.WriteFile(file, append(text, "\nSANDBOX_KEY='"+key+"'\n"...), 0o600))
			for _, args := range [][]string{
				{"volume", "create", "--label", docker.KeyLabel + "=" + key, "shop--x_db_data"}, {"volume", "create", "--label", docker.KeyLabel + "=other", "shop-other"},
				{"volume", "create", "shop-plain"}, {"run", "-d", "--name", "own-shop", "--label", docker.KeyLabel + "=" + key, suite.image},
				{"run", "-d", "--name", "other-shop", "--label", docker.KeyLabel + "=other", suite.image},
			} {
				_, made := w.docker(args...)
				err = errors.Join(err, made)
			}
			if err != nil {
				t.Fatal(err)
			}
			w.recordOwner("x", true)
			args := slices.Clone(test.args)
			if i := len(args) - 1; args[i] == "own" || args[i] == "other" {
				args[i] += "-shop"
			}
			err = w.judge("x", []string{"sandbox:destroy"}, func() (string, error) { return w.docker(args...) })
			var caught *violation
			if errors.As(err, &caught) != test.caught {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Every step of an instance does something in at least one world. Otherwise its
// histories would prove nothing. TestModelDetectsLossesOfAWorktree covers
// the steps of git.
func TestEveryStepOfAnInstanceCanHappen(t *testing.T) {
	happened := make(map[string]bool)
	for _, h := range []history{
		{
			{"main", "creates x"}, {"x", "declares a volume with an explicit name"}, {"x", "ups"}, {"main", "creates y"}, {"y", "destroys"},
			{"far", "is added"}, {"far", "ups"}, {"far", "is unmounted"}, {"far", "is mounted again"}, {"main", "destroys far by its id"},
			{"x", "downs"}, {"x", "downs with volumes"}, {"x", "is copied"}, {"copy", "is deleted"}, {"x", "is moved by git"}, {"x", "is locked"}, {"main", "inits"},
			{"main", "gets another parent"},
		},
		{
			{"theirs", "inits by the name of x"}, {"main", "creates x"}, {"main", "creates y"}, {"main", "destroys x by its id"}, {"main", "creates x"},
			{"x", "ups by plain Compose"}, {"y", "is renamed"}, {"y", "is moved to another depth"}, {"x", "finds another's container"}, {"x", "downs"}, {"x", "finds another's volume"}, {"x", "adopts volumes"}, {"x", "loses its .env.sandbox"},
			{"x", "is deleted and pruned by git"}, {"main", "prunes"},
		},
	} {
		for _, what := range worldAfter(t, h).ran {
			happened[what] = true
		}
	}
	for _, a := range slices.Concat(lives, removals) {
		if !happened[a.name] {
			t.Errorf("no step happened in which an instance %s", a.name)
		}
	}
}

// worldAfter returns a world after a history.
func worldAfter(t *testing.T, h history) *world {
	t.Helper()
	w := newRecordedWorld(t)
	if err := w.live(h); err != nil {
		t.Fatal(err)
	}
	return w
}
