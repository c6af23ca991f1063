// Package images builds or pulls the images of a stack before it starts, so that
// Compose then has only containers to wait for.
package images

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/magefile/mage/sh"

	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// preparation is one call of [Prepare].
type preparation struct {
	workspace.Workspace
	rebuild bool
	step    func(text string)
}

// Prepare builds or pulls every image of the stack that the engine lacks, and with
// rebuild also builds again those that exist. It calls step before each.
func Prepare(ctx context.Context, w workspace.Workspace, rebuild bool, step func(text string)) error {
	err := preparation{w, rebuild, step}.run(ctx)
	if err != nil && ctx.Err() != nil { // the cure of an image that had no time to arrive would mislead
		return fmt.Errorf("%w; nothing was started", outcome.ErrInterrupted)
	}
	return err
}

// Complete reports whether the engine has every image of the stack. It asks docker
// once.
func Complete(ctx context.Context, w workspace.Workspace) bool {
	images := w.Images()
	return len(images) == 0 || w.Project.HasImages(ctx, images...)
}

func (p preparation) run(ctx context.Context) error {
	if !p.rebuild && Complete(ctx, p.Workspace) {
		return nil
	}
	for _, image := range p.Stack.Images {
		if err := p.buildStackImage(ctx, image); err != nil {
			return err
		}
	}
	if err := p.buildServices(ctx); err != nil {
		return err
	}
	return p.pull(ctx)
}

// buildStackImage builds an image that the stack declares, unless the instance names
// another image in its place.
func (p preparation) buildStackImage(ctx context.Context, image stack.Image) error {
	name, built := p.StackImage(image)
	if !built || !p.rebuild && p.Project.HasImages(ctx, name) {
		return nil
	}
	p.step("building " + name)
	err := p.compile(ctx, image)
	if err == nil {
		err = p.Project.BuildImage(ctx, name, filepath.Join(p.Instance.Dir, image.Context))
	}
	if err != nil {
		return failure.OfBuild(p.Workspace, []string{name}, err)
	}
	return nil
}

// compile builds the static program of an image that has one, with the Go of this
// machine. It ignores the user's go.work, which lists other modules.
func (p preparation) compile(ctx context.Context, image stack.Image) error {
	if image.Module == "" {
		return nil
	}
	architecture, err := p.Project.Architecture(ctx)
	if err != nil {
		return err
	}
	binary, err := filepath.Rel(image.Module, image.Binary)
	if err != nil {
		return err
	}
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": architecture, "GOWORK": "off"}
	err = proc.Attend(ctx, func() error {
		return sh.RunWith(env, "go", "build", "-C", filepath.Join(p.Instance.Dir, image.Module), "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	})
	if err != nil {
		return fmt.Errorf("cannot compile %s: %w", image.Module, err)
	}
	return nil
}

// buildServices builds the images that the Compose file says how to build. One that
// several services share is built once, for the first of them: Compose would build it for
// each.
func (p preparation) buildServices(ctx context.Context) error {
	var services, images []string
	looked := make(map[string]bool)
	for _, name := range p.Config.Names() {
		image := p.Image(name)
		if !p.Builds(name) || looked[image] {
			continue
		}
		looked[image] = true
		if p.rebuild || !p.Project.HasImages(ctx, image) {
			services, images = append(services, name), append(images, image)
		}
	}
	if len(services) == 0 {
		return nil
	}
	p.step("building " + strings.Join(services, ", "))
	if err := p.Project.Build(ctx, services...); err != nil {
		return failure.OfBuild(p.Workspace, images, err)
	}
	return nil
}

// pull pulls the images that the engine lacks.
func (p preparation) pull(ctx context.Context) error {
	var images []string
	for _, name := range p.Config.Names() {
		if !p.Builds(name) {
			images = append(images, p.Image(name))
		}
	}
	slices.Sort(images)
	images = slices.Compact(images)
	if len(images) == 0 || p.Project.HasImages(ctx, images...) {
		return nil
	}
	for _, image := range images {
		if p.Project.HasImages(ctx, image) {
			continue
		}
		if p.NeverPulled(image) {
			return failure.OfNoPull(p.Workspace, image)
		}
		p.step("pulling " + image)
		if err := p.Project.Pull(ctx, p.Users(image)[0]); err != nil {
			return failure.OfPull(p.Workspace, image, err)
		}
	}
	return nil
}
