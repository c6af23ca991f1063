package probes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/inside"
)

// insider asks a service by its client in its container. If the container has no client,
// the container itself decides.
type insider struct {
	Asker
	service  string
	client   *inside.Asker
	noClient atomic.Bool
}

func (a Asker) insider(service string, client *inside.Client) *insider {
	return &insider{Asker: a, service: service, client: &inside.Asker{Client: *client, Exec: a.Project.Exec}}
}

// probe makes one attempt at each container of the service.
func (i *insider) probe(ctx context.Context) error {
	if err := i.Askable(i.service); err != nil {
		return err
	}
	asked := condition.Up(i.Running(), i.service)
	for _, r := range condition.Replicas(i.Config, i.Running(), i.service) {
		if err := i.ask(ctx, r); err != nil {
			return err
		}
	}
	if i.Answered != nil {
		i.Answered(i.service, asked)
	}
	return nil
}

func (i *insider) ask(ctx context.Context, r condition.Replica) error {
	if !r.Container.Up() {
		return i.judged(r, derive.ByRunning)
	}
	err := i.client.Ask(ctx, r.Container.ID)
	i.noClient.Store(errors.Is(err, inside.ErrNoClient))
	if i.noClient.Load() {
		return i.judged(r, derive.ByRunning)
	}
	return err
}

// passedAs returns the message of the check if the container decided, otherwise "".
func (i *insider) passedAs() string {
	if !i.noClient.Load() {
		return ""
	}
	decided := "up (running"
	if slices.ContainsFunc(condition.Up(i.Running(), i.service), func(c docker.Container) bool { return c.Health() != "" }) {
		decided = "healthy (container health"
	}
	return fmt.Sprintf("%s; no %s in the container)", decided, strings.Join(i.client.Programs, " or "))
}
