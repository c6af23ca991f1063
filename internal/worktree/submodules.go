package worktree

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/git"
)

// submodules returns the losses of the submodules, including nested ones and those
// that are not checked out: their repositories are removed with the worktree.
func (c *checkout) submodules(ctx context.Context) ([]string, error) {
	found, losses := c.inPlace()
	modules, err := moduleDirs(filepath.Join(c.gitDir, "modules"))
	if err != nil {
		return nil, err
	}
	for _, gitDir := range modules {
		if !slices.ContainsFunc(found, func(m checkout) bool { return sameFile(m.gitDir, gitDir) }) {
			found = append(found, c.notInIndex(ctx, gitDir))
		}
	}
	for _, m := range found {
		more, err := m.submodule(ctx)
		if err != nil {
			return nil, fmt.Errorf("submodule %q: %w", m.name, err)
		}
		losses = append(losses, more...)
	}
	return losses, nil
}

// inPlace returns the submodules in the index that have files, and the losses of those
// whose repository is missing. It goes by the path in the index: core.worktree of a
// submodule names the old path after the worktree was renamed, and .git of a submodule
// leads nowhere after it was moved to another depth.
func (c *checkout) inPlace() (found []checkout, losses []string) {
	for _, e := range c.index {
		if !e.submodule() {
			continue
		}
		m := checkout{dir: filepath.Join(c.dir, filepath.FromSlash(e.path)), name: path.Join(c.name, e.path)}
		if exists(filepath.Join(m.dir, ".git")) {
			m.gitDir = git.Dir(m.dir)
		}
		switch {
		case m.gitDir != "" && exists(filepath.Join(m.gitDir, "HEAD")):
			found = append(found, m)
		case filled(m.dir):
			losses = append(losses, fmt.Sprintf("files in %q, a submodule whose repository is missing", m.name))
		}
	}
	return found, losses
}

// notInIndex returns the submodule that has a repository, but no place in the index.
func (c *checkout) notInIndex(ctx context.Context, gitDir string) checkout {
	m := checkout{dir: workTree(ctx, gitDir), gitDir: gitDir}
	name, err := filepath.Rel(c.dir, m.dir)
	if err != nil || m.dir == "" {
		name = filepath.Base(gitDir)
	}
	m.name = path.Join(c.name, filepath.ToSlash(name))
	return m
}

// filled reports whether a directory has entries other than .git or cannot be read.
func filled(dir string) bool {
	entries, err := os.ReadDir(dir)
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" })
	return len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid)
}

// moduleDirs returns the git directories below modules. A submodule's name may
// contain slashes. Nested submodules are in the directory of their parent.
func moduleDirs(modules string) ([]string, error) {
	var dirs []string
	err := filepath.WalkDir(modules, func(dir string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && dir == modules:
			return nil
		case err != nil:
			return err
		case !d.IsDir() || dir == modules || !exists(filepath.Join(dir, "HEAD")):
			return nil
		}
		dirs = append(dirs, dir)
		return fs.SkipDir
	})
	return dirs, err
}

// submodule returns the losses of one submodule and of those inside it.
func (c *checkout) submodule(ctx context.Context) ([]string, error) {
	var losses []string
	if c.dir != "" {
		files, err := c.losses(ctx, func(string) bool { return false })
		if err != nil {
			return nil, err
		}
		losses = files
	}
	kept, err := c.repository(ctx)
	if err != nil {
		return nil, err
	}
	losses = append(losses, kept...)
	for i := range losses {
		losses[i] = fmt.Sprintf("submodule %q: %s", c.name, losses[i])
	}
	nested, err := c.submodules(ctx)
	return append(losses, nested...), err
}

// workTree returns the directory of a submodule's files, or "" if it has none now.
func workTree(ctx context.Context, gitDir string) string {
	dir := filepath.Dir(gitDir)
	if filepath.Base(gitDir) != ".git" {
		named, err := git.Read(ctx, gitDir, "config", "--file", filepath.Join(gitDir, "config"), "core.worktree")
		if err != nil {
			return ""
		}
		if dir = filepath.FromSlash(named); !filepath.IsAbs(dir) {
			dir = filepath.Join(gitDir, dir)
		}
	}
	if dir != "" && sameFile(git.Dir(dir), gitDir) {
		return dir
	}
	return ""
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}

// repository returns the losses in a submodule's repository: stashes, commits that no
// remote has, and the repository itself for its linked worktrees.
func (c *checkout) repository(ctx context.Context) ([]string, error) {
	losses := linkedWorktrees(c.gitDir)
	stashes, err := c.read(ctx, "rev-list", "--count", "--walk-reflogs", "refs/stash")
	if err == nil && stashes != "0" { // an error means that there is none
		losses = append(losses, "stashes: "+stashes)
	}
	refs, err := c.read(ctx, "for-each-ref", "--format=%(objectname) %(refname)")
	if err != nil {
		return nil, err
	}
	local := ownCommits(refs)
	if head, err := c.read(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err == nil {
		local = append(local, head)
	}
	commits, err := c.beyondRemotes(ctx, local)
	if err == nil && commits != "0" { // the remotes may have received commits since the last fetch
		commits, err = c.beyondRemotes(ctx, append(local, c.onRemotes(ctx)...))
	}
	if err == nil && commits != "0" {
		losses = append(losses, "commits that its remote does not have: "+commits)
	}
	return losses, err
}

// linkedWorktrees returns a line for each linked worktree of a repository that was not
// deleted. Without the repository, its files are no worktree any more.
func linkedWorktrees(gitDir string) (losses []string) {
	registered := filepath.Join(gitDir, "worktrees")
	entries, _ := os.ReadDir(registered) // a folder that cannot be read cannot be removed either
	for _, e := range entries {
		if place := git.Place(filepath.Join(registered, e.Name())); place != "" && !Gone(place) {
			losses = append(losses, fmt.Sprintf("the repository of the worktree %q", place))
		}
	}
	return losses
}

// beyondRemotes counts the commits of the revisions that no remote had at the last
// fetch.
func (c *checkout) beyondRemotes(ctx context.Context, revisions []string) (string, error) {
	if len(revisions) == 0 {
		return "0", nil
	}
	q := c.query("rev-list", "--count", "--ignore-missing", "--not", "--remotes", "--not", "--stdin")
	q.Stdin = strings.Join(revisions, "\n")
	return q.Run(ctx)
}

// ownCommits returns the objects of refs other than remote branches and stashes.
func ownCommits(refs string) []string {
	var own []string
	for line := range strings.Lines(refs) {
		object, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
		if ref != "refs/stash" && !strings.HasPrefix(ref, "refs/remotes/") {
			own = append(own, object)
		}
	}
	return own
}

// remoteTimeout bounds the wait for the remotes of a submodule.
const remoteTimeout = 10 * time.Second

// onRemotes asks the submodule's remotes for their commits and returns them as
// revisions to exclude. This finds tags, and commits fetched by id, which no remote
// branch holds. A remote that does not answer counts as empty.
func (c *checkout) onRemotes(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	remotes, _ := c.read(ctx, "remote")
	var revisions []string
	for _, remote := range strings.Fields(remotes) {
		listed, _ := c.read(ctx, "ls-remote", "--", remote)
		for line := range strings.Lines(listed) {
			object, _, _ := strings.Cut(line, "\t")
			revisions = append(revisions, "^"+object)
		}
	}
	return revisions
}
