//go:build unix

package property_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// holdings are the users' data, each with a place that has it: git objects by id,
// the contents of files by the id that git would give them, and operations in
// progress. An object that only a reflog remembers does not count. Data may move:
// it only must be in some place.
type holdings map[string]string

// made lists the files that targets create in a worktree.
var made = []string{".env.sandbox", ".sandbox", "mage_output_file.go"}

// survey returns all data in the folders of a world.
func (w *world) survey() (holdings, error) {
	h := make(holdings)
	entries, err := os.ReadDir(w.root)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if slices.Contains([]string{"engine", "home", "their home", "gitconfig", "nobody"}, e.Name()) {
			continue
		}
		if err := h.walk(w, filepath.Join(w.root, e.Name())); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// walk adds the files below a directory, and the data of the repositories there.
func (h holdings) walk(w *world, root string) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case slices.Contains(made, e.Name()):
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case e.Name() == ".git" && !e.IsDir(): // a file that names the worktree's repository
			return nil
		case e.IsDir() && isGitDir(path):
			if err := h.repository(w, path); err != nil {
				return err
			}
			return filepath.SkipDir
		case e.Type().IsRegular(), e.Type()&fs.ModeSymlink != 0:
			return h.file(path)
		}
		return nil
	})
}

// isGitDir reports whether a directory is a repository's git directory, bare or
// not.
func isGitDir(dir string) bool {
	return exists(filepath.Join(dir, "HEAD")) && exists(filepath.Join(dir, "objects"))
}

// file adds the content of a file or the target of a link.
func (h holdings) file(path string) error {
	content, err := os.ReadFile(path)
	if target, isLink := os.Readlink(path); isLink == nil {
		content, err = []byte(target), nil
	}
	if err != nil {
		return err
	}
	sum := sha1.New()
	fmt.Fprintf(sum, "blob %d\x00", len(content))
	sum.Write(content)
	h[hex.EncodeToString(sum.Sum(nil))] = "file " + path
	return nil
}

// repository adds the data of a repository with its worktrees and submodules.
func (h holdings) repository(w *world, dir string) error {
	roots, err := h.administration(dir)
	if err != nil {
		return err
	}
	worktrees, _ := filepath.Glob(filepath.Join(dir, "worktrees", "*"))
	for _, worktree := range worktrees {
		more, err := h.administration(worktree)
		if err != nil {
			return err
		}
		roots = append(roots, more...)
		if err := h.modules(w, worktree); err != nil {
			return err
		}
	}
	if err := h.modules(w, dir); err != nil {
		return err
	}
	// The working tree of a submodule may have been renamed, which git would enter first.
	cmd := exec.Command("git", "--git-dir="+dir, "--work-tree="+dir, "rev-list", "--objects", "--ignore-missing", "--all", "--indexed-objects", "--stdin")
	cmd.Dir, cmd.Env = w.root, w.env
	cmd.Stdin = strings.NewReader(strings.Join(roots, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git rev-list in %s: %w: %s", dir, err, stderr.String())
	}
	for line := range strings.Lines(string(text)) {
		id, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		h[id] = fmt.Sprintf("object %.8s %s of %s", id, name, dir)
	}
	return nil
}

func (h holdings) modules(w *world, dir string) error {
	modules := filepath.Join(dir, "modules")
	if !exists(modules) {
		return nil
	}
	return h.walk(w, modules)
}

// administration adds the operations in progress of one worktree. It returns the
// ids in that worktree's files.
func (h holdings) administration(dir string) (roots []string, err error) {
	files := []string{"HEAD", "logs/refs/stash", "rebase-merge/autostash", "rebase-apply/autostash"}
	for _, operation := range []string{"MERGE_HEAD", "CHERRY_PICK_HEAD", "rebase-merge/orig-head", "rebase-merge/git-rebase-todo", "rebase-apply/orig-head", "rebase-apply/0001"} {
		text, err := os.ReadFile(filepath.Join(dir, operation))
		if err != nil {
			continue
		}
		h[operation+" "+strings.TrimSpace(string(text))] = "operation in progress: " + operation + " of " + dir
		files = append(files, operation)
	}
	refs, err := os.ReadDir(filepath.Join(dir, "refs", "worktree"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, ref := range refs {
		files = append(files, "refs/worktree/"+ref.Name())
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err == nil {
			roots = append(roots, ids(file, string(text))...)
		}
	}
	return roots, nil
}

// ids returns the object ids in one of git's files: the first word, or in a reflog
// the second word of each line.
func ids(file, text string) (found []string) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if strings.HasPrefix(file, "logs/") && len(words) > 1 {
			words = words[1:]
		}
		if len(words) > 0 && len(words[0]) == 40 && strings.Trim(words[0], "0123456789abcdef") == "" {
			found = append(found, words[0])
		}
	}
	return found
}
