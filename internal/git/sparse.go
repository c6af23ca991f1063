package git

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// LeftOut returns the first of the absolute paths that git tracks and that the sparse checkout
// of its worktree leaves out, and the command that brings it; "" if there is none.
func LeftOut(ctx context.Context, paths ...string) (path, command string) {
	for _, path := range paths {
		top := Top(path)
		name, err := filepath.Rel(top, path)
		if sparse, _ := Read(ctx, top, "config", "--type=bool", "core.sparseCheckout"); err != nil || sparse != "true" {
			return "", ""
		}
		name = filepath.ToSlash(name)
		listed, err := Read(ctx, top, "ls-files", "-t", "-z", "--", ":(top,literal)"+name)
		first, _, _ := strings.Cut(listed, "\x00")
		if tracked, leftOut := strings.CutPrefix(first, "S "); err == nil && leftOut {
			return path, shell.Join([]string{"git", "-C", top, "sparse-checkout", "add", folderOf(tracked, name)})
		}
	}
	return "", ""
}

// folderOf returns the folder that a sparse checkout has to add for a name: the folder itself,
// or that of a file. A file of the top is a pattern of its own.
func folderOf(tracked, name string) string {
	if tracked != name {
		return name
	}
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return "/" + name
}
