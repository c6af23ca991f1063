package sandbox

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/magefile/mage/sh"
)

// prepareImages sees to it that the engine has every image of the stack, and
// shows the work: Compose then has nothing to wait for but the containers.
func (o *session) prepareImages(ctx context.Context, rebuild bool) error {
	for _, image := range o.stack.Images {
		if err := o.buildOwn(ctx, image, rebuild); err != nil {
			return notTried(err)
		}
	}
	if err := o.buildServices(ctx, rebuild); err != nil {
		return notTried(err)
	}
	return o.pull(ctx)
}

// buildOwn builds an image of the stack from this worktree, unless another one
// was put in its place.
func (o *session) buildOwn(ctx context.Context, image Image, rebuild bool) error {
	name := image.Repository + ":" + o.in.ID
	if o.in.Variables[image.Variable] != "" || !rebuild && o.project.HasImages(ctx, name) {
		return nil
	}
	o.console.Doing("building " + name)
	if image.Module != "" {
		if err := o.compile(ctx, image); err != nil {
			return err
		}
	}
	return o.project.BuildImage(name, image.Context)
}

// compile builds a static program with the host's Go. A workspace that the
// user may have is for other modules.
func (o *session) compile(ctx context.Context, image Image) error {
	architecture, err := o.project.Architecture(ctx)
	if err != nil {
		return err
	}
	binary, err := filepath.Rel(image.Module, image.Binary)
	if err != nil {
		return err
	}
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": architecture, "GOWORK": "off"}
	err = sh.RunWith(env, "go", "build", "-C", image.Module, "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	if err != nil {
		return fmt.Errorf("cannot compile %s: %w", image.Module, err)
	}
	return nil
}

// buildServices builds what the Compose file itself says how to build.
func (o *session) buildServices(ctx context.Context, rebuild bool) error {
	var builds []string
	for _, name := range o.config.Names() {
		service := o.config.Services[name]
		if len(service.Build) == 0 {
			continue
		}
		image := service.Image
		if image == "" {
			image = o.in.ID + "-" + name // Compose's own name for it
		}
		if rebuild || !o.project.HasImages(ctx, image) {
			builds = append(builds, name)
		}
	}
	if len(builds) == 0 {
		return nil
	}
	o.console.Doing("building " + list(builds))
	return o.project.Build(builds...)
}

// pull fetches the images that the engine lacks.
func (o *session) pull(ctx context.Context) error {
	services := make(map[string]string) // one service for each image
	for name, service := range o.config.Services {
		if len(service.Build) == 0 {
			services[service.Image] = name
		}
	}
	images := slices.Sorted(maps.Keys(services))
	if len(images) == 0 || o.project.HasImages(ctx, images...) {
		return nil
	}
	for _, image := range images {
		if o.project.HasImages(ctx, image) {
			continue
		}
		o.console.Doing("pulling " + image)
		if err := o.project.Pull(services[image]); err != nil {
			return notTried(unobtainable(image, services[image], o.told(err)))
		}
	}
	return nil
}

func unobtainable(image, service string, err error) error {
	return fmt.Errorf("image %s of %s cannot be had: %w\n"+
		"`mage setup` says why, and builds images where no registry answers; an instance takes those when it is made, "+
		"or name another image in .env.sandbox", image, service, err)
}
