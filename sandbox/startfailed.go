package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// untried are the causes for which Compose gives up before any service of the
// stack could be tried.
var untried = []diagnose.Cause{
	diagnose.DiskFull, diagnose.NoAddressPool, diagnose.PullRefused, diagnose.ImageMissing,
	diagnose.RegistryUnreachable, diagnose.BuildFailed,
}

// tried tells whether Compose came as far as to try a service.
func tried(project string, err error) bool {
	cause := diagnose.ParseCompose(project, compose.Output(err)).Cause
	return cause != diagnose.PortTaken && !slices.Contains(untried, cause)
}

// startFailed sorts the errors of `docker compose up`. A port that was lost
// since it was checked is reported like one that was taken before.
func (o *session) startFailed(ctx context.Context, err error) error {
	failed := diagnose.ParseCompose(o.in.ID, compose.Output(err))
	told := o.told(err)
	switch {
	case failed.Cause == diagnose.PortTaken:
		if containers, err := o.project.Containers(ctx); err == nil {
			if err := o.checkPorts(ctx, containers); err != nil {
				return err
			}
		}
		return portTaken(told)
	case slices.Contains(untried, failed.Cause):
		return notTried(told)
	default:
		return notReady(told)
	}
}

// told is the salient part of what a docker command wrote as it failed.
func (o *session) told(err error) error {
	lines := diagnose.ParseCompose(o.in.ID, compose.Output(err)).Lines
	if len(lines) == 0 {
		return err
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n"))
}
