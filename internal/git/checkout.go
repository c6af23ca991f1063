package git

import (
	"context"
	"path/filepath"
)

// Counterpart returns the directory in a caller's checkout that corresponds to dir, which may
// be in another worktree. If the caller is outside of the repository, the directory in its
// main worktree counts. Outside of any repository it is dir.
func Counterpart(ctx context.Context, caller, dir string) string {
	repository, err := Open(ctx, dir)
	if err != nil {
		return dir
	}
	if called, err := Open(ctx, caller); err == nil && called.Main == repository.Main {
		return filepath.Join(called.Inside, repository.Path)
	}
	if main := repository.Primary(ctx); main != "" {
		return filepath.Join(main, repository.Path)
	}
	return dir
}
