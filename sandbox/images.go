package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/magefile/mage/sh"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/stack"
)

// prepareImages sees to it that the engine has every image of the stack, and
// shows the work: Compose then has nothing to wait for but the containers.
func (o *session) prepareImages(ctx context.Context, rebuild bool) error {
	err := o.obtainImages(ctx, rebuild)
	if err != nil && ctx.Err() != nil { // no cure for what was not given its time
		return fmt.Errorf("%w; nothing was started", outcome.ErrInterrupted)
	}
	return err
}

func (o *session) obtainImages(ctx context.Context, rebuild bool) error {
	if !rebuild && o.hasAll(ctx) {
		return nil
	}
	for _, image := range o.Stack.Images {
		if err := o.buildOwn(ctx, image, rebuild); err != nil {
			return err
		}
	}
	if err := o.buildServices(ctx, rebuild); err != nil {
		return err
	}
	return o.pull(ctx)
}

// hasAll tells, at the price of one question, that there is nothing to do.
func (o *session) hasAll(ctx context.Context) bool {
	images := o.allImages()
	return len(images) == 0 || o.Project.HasImages(ctx, images...)
}

// allImages are those that the services run on, and the stack's own.
func (o *session) allImages() []string {
	var images []string
	for _, name := range o.Config.Names() {
		images = append(images, o.image(name))
	}
	for _, image := range o.Stack.Images {
		if o.Instance.Variables[image.Variable] == "" {
			images = append(images, image.Repository+":"+o.Instance.ID)
		}
	}
	slices.Sort(images)
	return slices.Compact(images)
}

// builtHere tells whether one of them is built, and not pulled.
func (o *session) builtHere(name string) bool {
	own := func(image stack.Image) bool {
		return o.Instance.Variables[image.Variable] == "" && name == image.Repository+":"+o.Instance.ID
	}
	return slices.ContainsFunc(o.Stack.Images, own) || slices.ContainsFunc(o.users(name), o.builds)
}

// buildOwn builds an image of the stack from this worktree, unless another one
// was put in its place.
func (o *session) buildOwn(ctx context.Context, image stack.Image, rebuild bool) error {
	name := image.Repository + ":" + o.Instance.ID
	if o.Instance.Variables[image.Variable] != "" || !rebuild && o.Project.HasImages(ctx, name) {
		return nil
	}
	o.console.Doing("building " + name)
	err := o.compile(ctx, image)
	if err == nil {
		err = o.Project.BuildImage(ctx, name, image.Context)
	}
	if err != nil {
		return o.notBuilt([]string{name}, err)
	}
	return nil
}

// compile builds the static program of an image that has one with the host's
// Go. A workspace that the user may have is for other modules.
func (o *session) compile(ctx context.Context, image stack.Image) error {
	if image.Module == "" {
		return nil
	}
	architecture, err := o.Project.Architecture(ctx)
	if err != nil {
		return err
	}
	binary, err := filepath.Rel(image.Module, image.Binary)
	if err != nil {
		return err
	}
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": architecture, "GOWORK": "off"}
	err = proc.Attend(ctx, func() error {
		return sh.RunWith(env, "go", "build", "-C", image.Module, "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	})
	if err != nil {
		return fmt.Errorf("cannot compile %s: %w", image.Module, err)
	}
	return nil
}

// buildServices builds what the Compose file itself says how to build.
func (o *session) buildServices(ctx context.Context, rebuild bool) error {
	var builds, images []string
	for _, name := range o.Config.Names() {
		image := o.image(name)
		if o.builds(name) && (rebuild || !o.Project.HasImages(ctx, image)) {
			builds, images = append(builds, name), append(images, image)
		}
	}
	if len(builds) == 0 {
		return nil
	}
	o.console.Doing("building " + list(builds))
	if err := o.Project.Build(ctx, builds...); err != nil {
		return o.notBuilt(images, err)
	}
	return nil
}

// pull fetches the images that the engine lacks.
func (o *session) pull(ctx context.Context) error {
	var images []string
	for _, name := range o.Config.Names() {
		if !o.builds(name) {
			images = append(images, o.image(name))
		}
	}
	slices.Sort(images)
	images = slices.Compact(images)
	if len(images) == 0 || o.Project.HasImages(ctx, images...) {
		return nil
	}
	for _, image := range images {
		if o.Project.HasImages(ctx, image) {
			continue
		}
		o.console.Doing("pulling " + image)
		if err := o.Project.Pull(ctx, o.users(image)[0]); err != nil {
			return o.notPulled(image, err)
		}
	}
	return nil
}

// builds tells whether the Compose file says how to build a service's image.
func (o *session) builds(service string) bool { return len(o.Config.Services[service].Build) > 0 }

// image is what a service runs on, by the name that Compose gives it where the
// Compose file gives none.
func (o *session) image(service string) string {
	return cmp.Or(o.Config.Services[service].Image, o.Instance.ID+"-"+service)
}

// users are the services that run on one of the images.
func (o *session) users(images ...string) []string {
	return slices.DeleteFunc(o.Config.Names(), func(name string) bool { return !slices.Contains(images, o.image(name)) })
}

// notPulled explains a failed pull.
func (o *session) notPulled(image string, err error) error {
	failed := o.parseImage(err, diagnose.RegistryUnreachable)
	failed.Image = image
	return explained(o.unobtainable(image), failed)
}

// notBuilt explains a failed build. Which of several images it was, only
// Compose may tell.
func (o *session) notBuilt(images []string, err error) error {
	failed := o.parseImage(err, diagnose.BuildFailed)
	if failed.Service != "" {
		images = []string{o.image(failed.Service)}
	}
	return explained(o.unobtainable(images...), failed)
}

// parseImage is parse for a pull or a build, which cannot fail for what ails a
// container: then, and where the words tell no cause, it is otherwise.
func (o *session) parseImage(err error, otherwise diagnose.Cause) diagnose.ComposeError {
	failed := o.parse(err)
	if failed.Cause != diagnose.EngineGone && !slices.Contains(untried, failed.Cause) {
		failed.Cause = otherwise
	}
	return failed
}

// unobtainable says which image is not there, and whom it is for.
func (o *session) unobtainable(images ...string) string {
	text := "image " + list(images)
	if users := o.users(images...); len(users) > 0 {
		text += " of " + list(users)
	}
	return text + " cannot be had"
}
