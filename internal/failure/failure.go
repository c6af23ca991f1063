// Package failure explains the errors of docker commands in their own words, with
// the cause and the cure.
package failure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// imageCauses are the causes for which an image is missing.
var imageCauses = []diagnose.Cause{
	diagnose.RateLimited, diagnose.PullRefused, diagnose.ImageMissing, diagnose.RegistryUnreachable, diagnose.BuildFailed,
}

// earlyCauses are the causes for which Compose gives up before it tries any service
// of the stack.
var earlyCauses = slices.Concat([]diagnose.Cause{
	diagnose.DiskFull, diagnose.NoAddressPool, diagnose.SubnetTaken, diagnose.NoService, diagnose.MissingNetwork, diagnose.MissingVolume,
}, imageCauses)

// Tried reports whether `docker compose up` tried a service before it failed with err.
func Tried(project string, err error) bool {
	cause := diagnose.ParseCompose(project, docker.Output(err)).Cause
	return !errors.Is(err, ownership.ErrForgotten) && cause != diagnose.PortTaken && !slices.Contains(earlyCauses, cause)
}

// OfStart returns the error for err of `docker compose up`, which carries the exit
// code. For a port that is taken, it first calls findPorts, which may name the holder.
func OfStart(w workspace.Workspace, err error, findPorts func() error) error {
	if errors.Is(err, ownership.ErrForgotten) {
		return err
	}
	failed := parse(w, err)
	if failed.Image == "" && failed.Service != "" { // Compose 2.40 names the service alone
		failed.Image = w.Image(failed.Service)
	}
	why := explain(startText(w, failed), failed)
	switch {
	case failed.Cause == diagnose.PortTaken:
		if err := findPorts(); err != nil {
			return err
		}
		return outcome.PortTaken(why)
	case slices.Contains(earlyCauses, failed.Cause):
		return why
	default:
		return outcome.NotReady(why)
	}
}

// startText says what `docker compose up` failed at.
func startText(w workspace.Workspace, failed diagnose.ComposeError) string {
	image := failed.Image
	if failed.Service != "" {
		image = w.Image(failed.Service)
	}
	switch {
	case image != "" && slices.Contains(imageCauses, failed.Cause):
		return imageText(w, image)
	case failed.Service != "":
		return fmt.Sprintf("service %s cannot be started", failed.Service)
	default:
		return fmt.Sprintf("instance %s cannot be started", w.Instance.ID)
	}
}

// OfPull explains err of a pull of an image.
func OfPull(w workspace.Workspace, image string, err error) error {
	failed := parseImage(w, err, diagnose.RegistryUnreachable)
	failed.Image = image
	return explain(imageText(w, image), failed)
}

// OfNoPull returns the error for an image that the engine lacks and that the Compose file
// forbids to pull.
func OfNoPull(w workspace.Workspace, image string) error {
	e := report.Error{
		Message: imageText(w, image) + ": the engine does not have it, and pull_policy is never",
		Cause:   string(diagnose.ImageMissing), Service: w.Users(image)[0], Hint: "bring the image with docker build or docker load, or remove pull_policy: never",
	}
	return &outcome.Explained{Text: e.Message + "\ntry: " + e.Hint, Details: e}
}

// OfBuild explains err of a build of images. Compose may name the one that failed.
func OfBuild(w workspace.Workspace, images []string, err error) error {
	failed := parseImage(w, err, diagnose.BuildFailed)
	if failed.Service != "" {
		images = []string{w.Image(failed.Service)}
	}
	return explain(imageText(w, images...), failed)
}

// imageText says which images are missing, and which services run on them.
func imageText(w workspace.Workspace, images ...string) string {
	text := "image " + strings.Join(images, ", ")
	if users := w.Users(images...); len(users) > 0 {
		text += " of " + strings.Join(users, ", ")
	}
	return text + " cannot be had"
}

// parse finds the failure in the output of a docker command. It names only services
// of the stack or one that a provider runs, and no secret.
func parse(w workspace.Workspace, err error) diagnose.ComposeError {
	text := w.Project.Mask(w.Instance.Variables).Text(docker.Output(err))
	failed := diagnose.ParseCompose(w.Instance.ID, text)
	if _, known := w.Config.Services[failed.Service]; !known && failed.Cause != diagnose.ProviderFailed {
		failed.Service = ""
	}
	if len(failed.Lines) == 0 {
		failed.Lines = diagnose.Tail(text, 1)
	}
	return failed
}

// parseImage is parse for a pull or a build. A cause that only a container has, or
// none, becomes the usual one.
func parseImage(w workspace.Workspace, err error, usual diagnose.Cause) diagnose.ComposeError {
	failed := parse(w, err)
	if failed.Cause != diagnose.EngineGone && !slices.Contains(earlyCauses, failed.Cause) {
		failed.Cause = usual
	}
	return failed
}

// explain returns an error that says what failed, in the words of the command that
// failed, and the cure.
func explain(what string, failed diagnose.ComposeError) error {
	e := report.Error{Message: what + ": " + strings.Join(failed.Lines, "\n"), Cause: string(failed.Cause), Service: failed.Service, Hint: failed.Hint()}
	return &outcome.Explained{Text: e.Message + "\ntry: " + e.Hint, Details: e}
}
