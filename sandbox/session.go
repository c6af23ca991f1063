package sandbox

import (
	"context"

	judge "github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// Adapters to what has moved into internal packages, for the use cases that are
// still methods of session.
var (
	newest, done, healthy = judge.Newest, judge.Done, judge.Healthy
	containerReport       = judge.Report
)

func (o *session) present(names []string) []string { return o.Configured(names) }

func (o *session) endpoint(service string) stack.Endpoint { return o.Endpoint(service) }

func (o *session) asking() []stack.Check { return o.Checks() }

func (o *session) mask(containers []docker.Container) secret.Mask {
	return o.Mask(containers)
}

func (o *session) resolve(ctx context.Context) (err error) {
	o.Workspace, err = workspace.Open(ctx, o.Declared(), o.Instance)
	return err
}

func (o *session) survey(ctx context.Context) (containers []docker.Container, err error) {
	o.Workspace, containers, err = workspace.Survey(ctx, o.Declared(), o.Instance)
	return o.own(containers, err)
}

func (o *session) writeOverlay() (err error) {
	o.Workspace, err = o.WithOverlay()
	return err
}

// adopt records volumes that existed before the instance in its claim.
func (o *session) adopt(found []docker.Volume) error {
	_, err := provision.Adopt(o.Workspace, found, o.emit)
	return err
}

// asker returns an asker of the given containers.
func (o *session) asker(containers []docker.Container) probes.Asker {
	listed := func() []docker.Container { return containers }
	return probes.Asker{Workspace: o.Workspace, Running: listed, Listed: listed}
}
