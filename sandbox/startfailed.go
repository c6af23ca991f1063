package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/report"
)

// ofImages are the causes that keep an image away.
var ofImages = []diagnose.Cause{
	diagnose.PullRefused, diagnose.ImageMissing, diagnose.RegistryUnreachable, diagnose.BuildFailed,
}

// untried are the causes for which Compose gives up before any service of the
// stack could be tried.
var untried = slices.Concat([]diagnose.Cause{diagnose.DiskFull, diagnose.NoAddressPool}, ofImages)

// tried tells whether Compose came as far as to try a service.
func tried(project string, err error) bool {
	cause := diagnose.ParseCompose(project, docker.Output(err)).Cause
	return !errors.Is(err, ownership.ErrForgotten) && cause != diagnose.PortTaken && !slices.Contains(untried, cause)
}

// startFailed sorts the errors of `docker compose up`. A port that was lost
// since it was checked is reported like one that was taken before.
func (o *session) startFailed(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) {
		return outcome.ErrStartInterrupted
	}
	if errors.Is(err, ownership.ErrForgotten) {
		return err
	}
	failed := o.parse(err)
	if failed.Image == "" && failed.Service != "" { // Compose 2.40 names the service alone
		failed.Image = o.image(failed.Service)
	}
	why := explained(o.unstarted(failed), failed)
	switch {
	case failed.Cause == diagnose.PortTaken:
		if containers, err := o.Project.Containers(ctx); err == nil {
			if err := o.checkPorts(ctx, containers); err != nil {
				return err
			}
		}
		return outcome.PortTaken(why)
	case slices.Contains(untried, failed.Cause):
		return why
	default:
		return outcome.NotReady(why)
	}
}

// parse finds the failure in what a docker command wrote. It names no service
// that is not of the stack, and no secret.
func (o *session) parse(err error) diagnose.ComposeError {
	text := secret.NewMask(o.Instance.Variables).Text(docker.Output(err))
	failed := diagnose.ParseCompose(o.Instance.ID, text)
	if _, known := o.Config.Services[failed.Service]; !known {
		failed.Service = ""
	}
	if len(failed.Lines) == 0 {
		failed.Lines = diagnose.Tail(text, 1)
	}
	return failed
}

// unstarted says what `docker compose up` failed at.
func (o *session) unstarted(failed diagnose.ComposeError) string {
	image := failed.Image
	if failed.Service != "" {
		image = o.image(failed.Service)
	}
	switch {
	case image != "" && slices.Contains(ofImages, failed.Cause):
		return o.unobtainable(image)
	case failed.Service != "":
		return fmt.Sprintf("service %s cannot be started", failed.Service)
	default:
		return fmt.Sprintf("instance %s cannot be started", o.Instance.ID)
	}
}

// explained says what could not be had, in the words of whoever failed at it,
// and the one cure.
func explained(what string, failed diagnose.ComposeError) error {
	e := report.Error{Message: what + ": " + strings.Join(failed.Lines, "\n"), Cause: string(failed.Cause), Service: failed.Service, Hint: failed.Hint()}
	text := e.Message + "\ntry: " + e.Hint
	if failed.Cause == diagnose.RegistryUnreachable {
		text += "\n(where no registry answers, it builds images in place of the default ones: " +
			"a new instance takes those, this one once its .env.sandbox names them)"
	}
	return &outcome.Explained{Text: text, Details: e}
}
