package provision

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Carry copies the ignored files that the project names from the main worktree into the
// worktree of a directory, and returns their paths. It does nothing anywhere else. In a bare
// repository without a worktree of its default branch, the files come from the caller's
// worktree.
func (p Provisioner) Carry(ctx context.Context, caller, dir string) ([]string, error) {
	repository, main, found := source(ctx, caller, dir)
	if !found {
		return []string{}, ctx.Err()
	}
	trip := carry.Trip{From: main, To: repository.Inside, Project: repository.Path, Patterns: slices.Clone(p.Stack.Copy)}
	if project, err := workspace.Prospect(p.Stack, filepath.Join(main, repository.Path), "main"); err == nil {
		trip.Patterns = append(trip.Patterns, derived.CopyPatterns(project)...)
	}
	copied, err := trip.Copy(ctx)
	if len(copied) > 0 {
		p.Progress(report.Step("copied from %s: %s", main, shorten(copied)))
	}
	return copied, err
}

// source returns the repository of a directory in a linked worktree, and the top of the
// worktree whose ignored files it gets.
func source(ctx context.Context, caller, dir string) (repository git.Repository, main string, found bool) {
	repository, err := git.Open(ctx, dir)
	if err != nil {
		return repository, "", false
	}
	main = repository.Primary(ctx)
	if called, err := git.Open(ctx, caller); main == "" && err == nil && called.Main == repository.Main {
		main = called.Inside
	}
	return repository, main, main != "" && main != repository.Inside
}

// shownFiles is the number of copied files that are named.
const shownFiles = 5

func shorten(names []string) string {
	if len(names) <= shownFiles {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shownFiles], ", ") + fmt.Sprintf(", and %d more", len(names)-shownFiles)
}

// Missing returns the files that Compose will not find in a directory of a linked worktree,
// and reports each with the line that lets it be copied.
func (p Provisioner) Missing(ctx context.Context, caller, dir string) []report.MissingFile {
	missing := []report.MissingFile{}
	repository, main, found := source(ctx, caller, dir)
	if !found {
		return missing
	}
	project, err := workspace.Prospect(p.Stack, dir, "new")
	if err != nil {
		return missing
	}
	for _, file := range needed(ctx, project) {
		name, err := filepath.Rel(repository.Inside, file.Path)
		if err != nil || !filepath.IsLocal(name) || exists(file.Path) {
			continue
		}
		name = filepath.ToSlash(name)
		canCome := carry.CanCome(ctx, main, name)
		leftOut, _ := git.LeftOut(ctx, file.Path)
		if slices.Contains(optional, file.Kind) && !canCome && leftOut == "" {
			continue
		}
		lost := report.MissingFile{Path: name, Use: file.Use()}
		if canCome {
			lost.Include = "/" + name
		}
		missing = append(missing, lost)
	}
	slices.SortStableFunc(missing, func(a, b report.MissingFile) int { return cmp.Compare(a.Path, b.Path) })
	missing = slices.CompactFunc(missing, func(a, b report.MissingFile) bool { return a.Path == b.Path })
	for _, file := range missing {
		p.Progress(report.Step("missing: %s (%s); %s", file.Path, file.Use, cure(ctx, file, repository.Inside, main, dir)))
	}
	return missing
}

// cure says what brings a missing file into a worktree.
func cure(ctx context.Context, file report.MissingFile, top, main, dir string) string {
	name := filepath.FromSlash(file.Path)
	if file.Include != "" {
		return carry.Line(main, file.Path) + " in " + dir
	}
	if cure := carry.Cure(ctx, filepath.Join(top, name)); cure != "" {
		return cure
	}
	if exists(filepath.Join(main, name)) {
		return "copy it from " + main + ", where git does not ignore it"
	}
	return "make it"
}

// The kinds of files that Compose reads without being told: the .env, and the file that it
// merges with the Compose file.
const (
	dotenv   = "variables"
	override = "override"
)

// optional are the kinds of files without which a stack can start. In place of a missing
// mount, the engine makes a directory.
var optional = []string{obstacles.Mount, dotenv, override}

func needed(ctx context.Context, project compose.Project) []obstacles.File {
	files := append(derived.Needed(ctx, project), obstacles.File{Path: filepath.Join(project.Dir, ".env"), Kind: dotenv, Service: "all services"})
	isThere := func(name string) bool { return exists(filepath.Join(project.Dir, name)) }
	if derived.Dotenv(project.Dir)["COMPOSE_FILE"] != "" || slices.ContainsFunc(instance.OverrideFiles, isThere) {
		return files
	}
	for _, name := range instance.OverrideFiles {
		files = append(files, obstacles.File{Path: filepath.Join(project.Dir, name), Kind: override, Service: "the Compose file"})
	}
	return files
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
