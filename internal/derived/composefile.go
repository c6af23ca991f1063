package derived

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// FindComposeFile is [instance.Instance.FindComposeFile]. Its error names a Compose file that
// the sparse checkout of the worktree leaves out.
func FindComposeFile(ctx context.Context, in *instance.Instance) error {
	err := in.FindComposeFile()
	if err == nil {
		return nil
	}
	if path, command := LeftOut(ctx, in.Dir); path != "" {
		return fmt.Errorf("%w: the sparse checkout leaves out %s; type `%s`", instance.ErrNoComposeFile, path, command)
	}
	return err
}

// LeftOut returns the Compose file of a directory that the sparse checkout of its worktree
// leaves out, and the command that brings it; "" if there is none.
func LeftOut(ctx context.Context, dir string) (path, command string) {
	var paths []string
	for _, name := range instance.ComposeFiles {
		paths = append(paths, filepath.Join(dir, name))
	}
	return git.LeftOut(ctx, paths...)
}
