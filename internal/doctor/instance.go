package doctor

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// instance checks .env.sandbox, and that its id and slot belong to no other instance.
func (x *examination) instance(ctx context.Context) []report.Finding {
	const rename = "delete .env.sandbox, then mage sandbox:init -name=ID"
	switch {
	case errors.Is(x.loaded, instance.ErrNone):
		return []report.Finding{skipped("Instance", "none in this directory; mage sandbox:init makes it one")}
	case x.loaded != nil:
		return []report.Finding{problem("Instance", "correct "+instance.File, "%s", oneLine(x.loaded))}
	}
	known, _ := claims.All()
	var copied *identity.CopyError
	switch err := identity.Check(known, x.Instance); {
	case errors.As(err, &copied):
		return []report.Finding{problem("Instance", "mage sandbox:init", "%s", firstPart(err))}
	case err != nil:
		return []report.Finding{problem("Instance", rename, "%s", firstPart(err))}
	}
	if identity.Untracked(ctx, x.Instance.Dir) != nil {
		return []report.Finding{problem("Instance", "git rm --cached "+instance.File, "git tracks %s: every clone would have the same key", instance.File)}
	}
	if _, err := x.containers(); err != nil && ctx.Err() == nil && !errors.Is(err, docker.ErrNoEngine) {
		return []report.Finding{problem("Instance", rename, "%s", firstPart(err))}
	}
	return []report.Finding{fine("Instance", "%s (slot %d)", x.Instance.ID, x.Instance.Slot)}
}

// files checks that the directory can be written, and that only its owner can read the
// files with passwords.
func (x *examination) files(context.Context) []report.Finding {
	dir, err := instance.Real(x.dir)
	if err != nil {
		return []report.Finding{problem("Files", "change to a directory that is there", "%s", oneLine(err))}
	}
	state := filepath.Join(dir, instance.StateFolder)
	if err := checkWritable(state); err != nil {
		return []report.Finding{unwritable("Files", dir, err)}
	}
	if !instance.Is(dir) {
		return []report.Finding{fine("Files", "this directory can be written")}
	}
	var found []report.Finding
	if mode, open := exceeds(filepath.Join(dir, instance.File), 0o600); open {
		found = append(found, warning("Files", "chmod 600 "+instance.File, "%s has mode %04o: others may read its passwords", instance.File, mode))
	}
	if mode, open := exceeds(state, 0o700); open {
		found = append(found, warning("Files", "chmod 700 "+instance.StateFolder, "%s has mode %04o: it should be yours alone", instance.StateFolder, mode))
	}
	if found == nil {
		found = append(found, fine("Files", "%s and %s are yours alone", instance.File, instance.StateFolder))
	}
	return found
}

func (x *examination) composeFile(ctx context.Context) []report.Finding {
	if errors.Is(x.loaded, instance.ErrNone) && workspace.IsUndeclared(x.Stack) {
		return x.prospect(ctx)
	}
	if !x.isInstance() {
		return nil
	}
	w, err := x.configured()
	switch {
	case errors.Is(err, instance.ErrNoComposeFile):
		if path, command := derived.LeftOut(ctx, x.Instance.Dir); path != "" {
			return []report.Finding{problem("Compose file", command, "%v: the sparse checkout leaves out %s", instance.ErrNoComposeFile, path)}
		}
		return []report.Finding{problem("Compose file", "change to the directory that has one, or name it as COMPOSE_FILE in .env", "%v", instance.ErrNoComposeFile)}
	case err != nil:
		return unresolved(err)
	}
	return append(resolved(len(w.Config.Services)), x.obstacles(ctx, w)...)
}

// prospect examines the Compose files of a directory that is no instance yet: the first
// start makes it one.
func (x *examination) prospect(ctx context.Context) []report.Finding {
	preview, err := workspace.Preview(ctx, x.dir, "prospect", slots.Next(ctx, x.dir, "prospect"))
	switch {
	case errors.Is(err, instance.ErrNoComposeFile):
		return []report.Finding{skipped("Compose file", "none in this directory")}
	case err != nil:
		return unresolved(err)
	}
	found := slices.Concat(resolved(len(preview.Services)), preview.Obstacles, preview.Shared)
	if x.isSilent() {
		return found
	}
	found = append(found, preflight.External(ctx, x.Project, preview.Project)...)
	if project, err := workspace.Prospect(x.Stack, x.dir, "prospect"); err == nil {
		found = append(found, preflight.Unset(ctx, project, preview.Project)...)
	}
	return found
}

// resolved returns the finding of Compose files that Compose understands.
func resolved(services int) []report.Finding {
	return []report.Finding{fine("Compose file", "%s", plain.Plural(services, "service"))}
}

// unresolved returns the finding of Compose files that cannot be resolved.
func unresolved(err error) []report.Finding {
	if errors.Is(err, docker.ErrNoDocker) || errors.Is(err, compose.ErrNoCompose) {
		return []report.Finding{skipped("Compose file", "only Docker Compose can read it")}
	}
	if explained, is := errors.AsType[*derived.UnresolvedError](err); is {
		return []report.Finding{problem("Compose file", explained.Cure, "%s", explained.Fact)}
	}
	return []report.Finding{problem("Compose file", "correct the Compose file", "%s", oneLine(err))}
}

// images checks which of the stack's images the engine has.
func (x *examination) images(ctx context.Context) []report.Finding {
	w, err := x.configured()
	switch {
	case !x.isInstance():
		return nil
	case x.isSilent():
		return []report.Finding{skipped("Images", "no engine tells which it has")}
	case err != nil:
		return []report.Finding{skipped("Images", "the Compose file does not tell which")}
	case images.Complete(ctx, w):
		return []report.Finding{fine("Images", "all are on the engine")}
	}
	built, pulled, forbidden := missingImages(ctx, w)
	if ctx.Err() != nil {
		return []report.Finding{skipped("Images", "%v", context.Cause(ctx))}
	}
	if len(forbidden) > 0 {
		return []report.Finding{problem("Images", "bring them with docker build or docker load, or remove pull_policy: never", "%s not on the engine, and pull_policy is never", strings.Join(forbidden, ", "))}
	}
	var text []string
	if len(built) > 0 {
		text = append(text, strings.Join(built, ", ")+" not built yet")
	}
	if len(pulled) > 0 {
		text = append(text, strings.Join(pulled, ", ")+" not pulled yet")
		return []report.Finding{warning("Images", "mage sandbox:up, which pulls them", "%s", strings.Join(text, "; "))}
	}
	return []report.Finding{fine("Images", "%s", strings.Join(append(text, "mage sandbox:up builds them"), "; "))}
}

// missingImages returns the images that the engine lacks: those that a start builds,
// those that it pulls, and those that it may not pull.
func missingImages(ctx context.Context, w workspace.Workspace) (built, pulled, forbidden []string) {
	for _, image := range w.Images() {
		switch {
		case w.Project.HasImages(ctx, image):
		case w.IsBuilt(image):
			built = append(built, image)
		case w.NeverPulled(image):
			forbidden = append(forbidden, image)
		default:
			pulled = append(pulled, image)
		}
	}
	return built, pulled, forbidden
}
