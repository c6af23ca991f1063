package git

import "context"

// Dirty reports whether the worktree that contains dir has changes that are not
// committed, or files that are neither tracked nor ignored.
func Dirty(ctx context.Context, dir string) (bool, error) {
	changes, err := Read(ctx, dir, "status", "--porcelain")
	return changes != "", err
}
