package probes

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
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

// probe makes one attempt.
func (i *insider) probe(ctx context.Context) error {
	c, found := condition.Newest(i.Running(), i.service)
	if !found || !c.State.Running {
		return &unaskable{i.service, "is not running"}
	}
	err := i.client.Ask(ctx, c.ID)
	i.noClient.Store(errors.Is(err, inside.ErrNoClient))
	if i.noClient.Load() {
		err = condition.Judge(derive.ByRunning, i.service, c, found, time.Now())
	}
	if err == nil && i.Answered != nil {
		i.Answered(i.service)
	}
	return err
}

// passedAs returns the message of the check if the container decided, otherwise "".
func (i *insider) passedAs() string {
	if !i.noClient.Load() {
		return ""
	}
	decided := "up (running"
	if c, _ := condition.Newest(i.Running(), i.service); c.Health() != "" {
		decided = "healthy (container health"
	}
	return fmt.Sprintf("%s; no %s in the container)", decided, strings.Join(i.client.Programs, " or "))
}
