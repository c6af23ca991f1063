package derived

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/internal/overlay"
	"github.com/seed-491dada8/sandbox/report"
)

// Stack is the stack that was derived for an instance. The zero value stands for a
// stack that is declared.
type Stack struct {
	derive.Derived
	Project composefile.Project // without the overlay
	Numbers map[string]int      // published ports by variable
	Missing []derive.Port       // ports that .env.sandbox gives no number
	Changes overlay.Changes
	Config  compose.Config // as Compose resolves it with the overlay
	// Obstacles are what keeps the instance from starting, and what instances share,
	// as far as the files tell.
	Obstacles []report.Finding
}

// Open derives the stack of an instance from the cached project, if everything that it was
// resolved from is the same. Otherwise Compose resolves the files anew.
func Open(ctx context.Context, project compose.Project, in instance.Instance) (Stack, error) {
	r, err := resolveCached(ctx, project, in.Dir)
	if err != nil {
		return Stack{}, err
	}
	return of(r, in)
}

// OpenAnew derives the stack of an instance, and neither reads nor writes the cache.
func OpenAnew(ctx context.Context, project compose.Project, in instance.Instance) (Stack, error) {
	r, err := Resolve(ctx, project)
	if err != nil {
		return Stack{}, err
	}
	return of(r, in)
}

// LastKnown derives the stack of an instance from the cached project, even if its files
// have changed since. It reports false if there is none.
func LastKnown(in instance.Instance) (Stack, bool) {
	was, found := lastCached(in.Dir)
	if !found {
		return Stack{}, false
	}
	s, err := of(was.Resolved, in)
	return s, err == nil
}

// of derives the stack of an instance from the resolved project.
func of(r Resolved, in instance.Instance) (Stack, error) {
	d, err := derive.Stack(r.Project, r.Variables)
	if err != nil {
		return Stack{}, err
	}
	s := Stack{Derived: d, Project: r.Project}
	s.Numbers, s.Missing = Recorded(d.Ports, in.Variables)
	s.Derived.Stack = d.With(s.Numbers)
	own := overlay.Instance{ID: in.ID, Host: in.Bind.String(), Ports: d.Ports, Numbers: s.Numbers}
	s.Changes = overlay.ChangesFor(r.Project, own)
	s.Config = compose.Config{Project: s.Changes.Apply(r.Project).Started(), All: r.All}
	s.Obstacles = append(obstaclesIn(r, in.Dir, d.Ports, s.Numbers), obstacles.UnknownProfiles(in.Variables["COMPOSE_PROFILES"], r.Profiles)...)
	return s, nil
}

// obstaclesIn returns what keeps an instance in a directory from starting, and what
// instances share, as far as the files tell. Numbers holds its ports by variable.
func obstaclesIn(r Resolved, dir string, all []derive.Port, numbers map[string]int) []report.Finding {
	return slices.Concat(obstacles.Find(r.Project, dir, r.All, isFile), obstacles.Folders(r.Project, worktreeOf(dir)), obstacles.Elsewhere(r.Mentions, all, numbers), obstacles.Twice(all, numbers))
}

// worktreeOf returns the git worktree that a directory is in, else the directory.
func worktreeOf(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if isFile(filepath.Join(root, ".git")) {
			return root
		}
		if root == filepath.Dir(root) {
			return dir
		}
	}
}

// isFile reports whether a file exists, or cannot be looked at.
func isFile(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Recorded returns the numbers that variables give the ports, by variable, and the
// ports without one.
func Recorded(all []derive.Port, variables map[string]string) (numbers map[string]int, missing []derive.Port) {
	numbers = make(map[string]int)
	for _, port := range all {
		number, err := strconv.Atoi(variables[port.Variable])
		if err != nil || number < 1 || number > 65535 {
			missing = append(missing, port)
			continue
		}
		numbers[port.Variable] = number
	}
	return numbers, missing
}
