package worktree

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// entry is a file in the index. Info holds its mode, object and stage in the form
// of `git update-index --index-info`.
type entry struct {
	path, info string
	hidden     bool // git ignores edits: skip-worktree or assume-unchanged
}

func (e entry) submodule() bool { return strings.HasPrefix(e.info, "160000 ") }

// readIndex reads the output of `git ls-files -v -s -z`: a letter, a space, the info,
// a tab and the path. The letter is S for skip-worktree, and lower-case for
// assume-unchanged.
func (c *checkout) readIndex(ctx context.Context) error {
	listed, err := c.read(ctx, "ls-files", "-v", "-s", "-z")
	if err != nil {
		return err
	}
	for line := range strings.SplitSeq(listed, "\x00") {
		info, path, found := strings.Cut(line, "\t")
		if !found || len(info) < 2 {
			continue
		}
		letter := info[:1]
		c.index = append(c.index, entry{path, info[2:], letter == "S" || letter != strings.ToUpper(letter)})
	}
	return nil
}

// hidden returns the files with hidden edits. A missing file is not an edit,
// because a sparse checkout omits files.
func (c *checkout) hidden(ctx context.Context) ([]string, error) {
	var hidden strings.Builder
	for _, e := range c.index {
		if e.hidden && !e.submodule() && exists(filepath.Join(c.dir, filepath.FromSlash(e.path))) {
			hidden.WriteString(e.info + "\t" + e.path + "\x00")
		}
	}
	if hidden.Len() == 0 {
		return nil, nil
	}
	temporary, err := os.MkdirTemp("", "sandbox-index-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)
	// A temporary index of these files, without their flags, reveals their edits.
	q := c.query("update-index", "-z", "--index-info")
	q.Stdin, q.Env = hidden.String(), append(q.Env, "GIT_INDEX_FILE="+filepath.Join(temporary, "index"))
	if _, err := q.Run(ctx); err != nil {
		return nil, err
	}
	q.Stdin, q.Args = "", []string{"diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--ignore-submodules=all"}
	edited, err := q.Run(ctx)
	var losses []string
	for path := range strings.SplitSeq(edited, "\x00") {
		if path != "" {
			losses = append(losses, fmt.Sprintf("edited file %q, which git was told to ignore (skip-worktree or assume-unchanged)", path))
		}
	}
	return losses, err
}

// files returns the files that are in no commit. It has a line for each changed
// file, and one for each directory without other files.
func (c *checkout) files(ctx context.Context, ours func(path string) bool) ([]string, error) {
	status, err := c.read(ctx, "status", "--porcelain", "-z", "--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=dirty")
	if err != nil {
		return nil, err
	}
	var lines []string
	ignored := newGroups()
	entries := strings.Split(status, "\x00")
	for i := 0; i < len(entries); i++ { // each entry is two letters, a space and a path
		if len(entries[i]) < 4 {
			continue
		}
		letters, name := entries[i][:2], entries[i][3:]
		if strings.ContainsAny(letters, "RC") {
			i++ // the old path of a rename follows
		}
		switch {
		case onlyOurs(c.dir, name, ours):
		case letters == "!!":
			ignored.add(name)
		case letters == "??":
			lines = append(lines, "untracked "+kind(name))
		default:
			lines = append(lines, "uncommitted "+kind(name))
		}
	}
	return append(lines, ignored.lines()...), nil
}

// kind returns a description of a path from git: a directory if it ends with a slash,
// otherwise a file.
func kind(name string) string {
	if dir, found := strings.CutSuffix(name, "/"); found {
		return "directory " + strconv.Quote(dir)
	}
	return "file " + strconv.Quote(name)
}

// groups holds the ignored files of each directory, in git's order.
type groups struct {
	order []string
	files map[string][]string
}

func newGroups() groups { return groups{files: make(map[string][]string)} }

func (g *groups) add(name string) {
	dir := path.Dir(strings.TrimSuffix(name, "/"))
	if strings.HasSuffix(name, "/") {
		dir = name // gets its own line
	}
	if len(g.files[dir]) == 0 {
		g.order = append(g.order, dir)
	}
	g.files[dir] = append(g.files[dir], name)
}

// shownFiles is the number of ignored files in one directory that get their own
// lines.
const shownFiles = 3

func (g *groups) lines() []string {
	var lines []string
	for _, dir := range g.order {
		files := g.files[dir]
		if len(files) > shownFiles {
			lines = append(lines, fmt.Sprintf("%d ignored files in %q, such as %q", len(files), dir, path.Base(files[0])))
			continue
		}
		for _, name := range files {
			lines = append(lines, "ignored "+kind(name))
		}
	}
	return lines
}

// onlyOurs reports whether a path is ours, or, for a directory, whether every file
// in it is. An unreadable directory is not ours.
func onlyOurs(root, name string, ours func(path string) bool) bool {
	if !strings.HasSuffix(name, "/") {
		if info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name))); err != nil || !info.IsDir() {
			return ours(name)
		}
	}
	found := false
	err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(name)), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, file)
		if err != nil || !ours(filepath.ToSlash(relative)) {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return err == nil && !found
}
