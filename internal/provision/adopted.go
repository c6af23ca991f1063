package provision

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// checkAdopted returns an error if the commit of a new worktree lacks what a start needs of
// the calling directory: the Compose file, or the magefile that the user calls. Files that git
// ignores are of no commit.
func checkAdopted(ctx context.Context, repository git.Repository, calling string, start git.Start) error {
	if err := checkWhole(ctx, calling); err != nil {
		return err
	}
	for _, file := range requiredFiles(repository.Inside, calling) {
		inside, err := filepath.Rel(repository.Inside, file.path)
		if err != nil || !filepath.IsLocal(inside) || git.Ignored(ctx, repository.Inside, inside) {
			continue
		}
		names := []string{inside}
		if file.others != nil {
			names = nil
			for _, name := range file.others {
				names = append(names, filepath.Join(filepath.Dir(inside), name))
			}
		}
		has := func(name string) bool { return git.Has(ctx, repository.Inside, start.Commit, name) }
		if !slices.ContainsFunc(names, has) && ctx.Err() == nil {
			return fmt.Errorf("%s has no %s, so that nothing would start there; commit that file first, or begin a branch at a commit that has it with -branch=B -from=REF", start, filepath.ToSlash(inside))
		}
	}
	return ctx.Err()
}

// checkWhole returns an error if the sparse checkout of the calling directory leaves out its
// Compose file. A new worktree has the same sparse checkout.
func checkWhole(ctx context.Context, calling string) error {
	in := instance.Instance{Dir: calling, Variables: map[string]string{}}
	derived.TakeDotenv(in)
	if in.FindComposeFile() == nil {
		return nil
	}
	if path, command := derived.LeftOut(ctx, calling); path != "" {
		return fmt.Errorf("the sparse checkout leaves out %s, as it would in the new worktree; type `%s` first", path, command)
	}
	return nil
}

// required is a file that a start needs. Others are the names that will do instead.
type required struct {
	path   string
	others []string
}

// requiredFiles returns the Compose files of a directory, and the magefile above it if the user
// called mage.
func requiredFiles(top, dir string) []required {
	var files []required
	in := instance.Instance{Dir: dir, Variables: map[string]string{}}
	derived.TakeDotenv(in)
	named := in.Variables["COMPOSE_FILE"] != ""
	if in.FindComposeFile() == nil {
		all := strings.Split(in.Variables["COMPOSE_FILE"], in.Variables["COMPOSE_PATH_SEPARATOR"])
		for _, name := range all {
			file := required{path: filepath.Join(dir, name)}
			if filepath.IsAbs(name) {
				file.path = name
			}
			if !named {
				file.others = instance.ComposeFiles
			}
			files = append(files, file)
			if !named { // the override is optional
				break
			}
		}
	}
	for ; !called.AsProgram(); dir = filepath.Dir(dir) {
		for _, name := range []string{"magefiles", "magefile.go"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				return append(files, required{path: filepath.Join(dir, name)})
			}
		}
		if dir == top || dir == filepath.Dir(dir) {
			break
		}
	}
	return files
}
