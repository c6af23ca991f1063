package carry

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/git"
)

// CanCome reports whether a worktree has a file that git ignores, so that a line of
// [IncludeFile] lets it be copied.
func CanCome(ctx context.Context, top, name string) bool {
	info, err := os.Lstat(filepath.Join(top, filepath.FromSlash(name)))
	return err == nil && !info.IsDir() && git.Ignored(ctx, top, name)
}

// Line says how a file that [CanCome] from a worktree comes into another one.
func Line(from, name string) string {
	return fmt.Sprintf("add the line /%s to %s, then run mage sandbox:init", name, filepath.Join(from, IncludeFile))
}

// Cure says what brings a file that does not exist into its worktree: the line that lets it be
// copied from the main one, or git's command for a sparse checkout; "" if neither does.
func Cure(ctx context.Context, path string) string {
	if leftOut, command := git.LeftOut(ctx, path); leftOut != "" {
		return "the sparse checkout leaves it out: type `" + command + "`"
	}
	repository, err := git.Open(ctx, git.Top(path))
	if err != nil {
		return ""
	}
	name, err := filepath.Rel(repository.Inside, path)
	main := repository.Primary(ctx)
	if err != nil || main == "" || main == repository.Inside || !CanCome(ctx, main, name) {
		return ""
	}
	return Line(main, filepath.ToSlash(name))
}
