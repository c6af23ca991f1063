package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
)

// StatusOptions say how to show an instance.
type StatusOptions struct {
	JSON  bool // write a [StatusDocument]
	Watch bool // go on until ctx is done; for people only
}

// StatusDocument is an instance as it is now.
type StatusDocument struct {
	Document
	// Instance and Slot are missing where the target failed before it knew
	// them.
	Instance string          `json:"instance,omitempty"`
	Slot     *int            `json:"slot,omitempty"`
	State    string          `json:"state,omitempty"` // running, partial, stopped or not_started
	Up       int             `json:"up"`              // of the containers
	Healthy  int             `json:"healthy"`         // of the containers
	Total    int             `json:"total"`           // that run when the stack is complete
	Services []ServiceStatus `json:"services"`
	Workers  []WorkerStatus  `json:"workers"`
}

// ServiceStatus is how one service answers now.
type ServiceStatus struct {
	Name  string `json:"name"`  // in the Compose file
	Label string `json:"label"` // for people
	URL   string `json:"url,omitempty"`
	Ready bool   `json:"ready"`
	// State is ready, not_ready, not_started, unhealthy, not_in_stack, or the
	// engine's word for a container that is not up: exited, paused and so on.
	State     string     `json:"state"`
	Message   string     `json:"message"` // the state in a person's words
	Container *Container `json:"container,omitempty"`
}

// WorkerStatus is how one worker is now. It is ready when it is registered.
type WorkerStatus struct {
	ServiceStatus
	Registered bool `json:"registered"`
}

// Status shows the instance, its containers, and every service and worker as
// it answers now. It works on an instance that runs, partly runs or is stopped.
func (s Sandbox) Status(ctx context.Context, options StatusOptions) error {
	document := newStatusDocument()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error {
		if options.Watch && options.JSON {
			return notTried(errors.New("-watch is for people and -json for programs; call sandbox:status -json again and again instead"))
		}
		o, err := s.find()
		if err != nil {
			return err
		}
		if options.Watch {
			return o.watchStatus(ctx)
		}
		if err := o.status(ctx, document); err != nil {
			return err
		}
		o.console.Status(document.shown())
		return nil
	})
}

// status fills a document with how everything is now.
func (o *session) status(ctx context.Context, document *StatusDocument) error {
	document.Instance, document.Slot = o.in.ID, new(o.in.Slot)
	var answered answers
	containers, err := o.survey(ctx, func(ctx context.Context) { answered = o.askAll(ctx) })
	if err != nil {
		return err
	}
	o.look(containers, answered, document)
	return nil
}

// watchStatus shows how everything is, once a second. Ctrl-C is a clean end.
func (o *session) watchStatus(ctx context.Context) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	watch := o.console.Watch()
	for {
		document := newStatusDocument()
		err := o.status(ctx, document)
		if err == nil && ctx.Err() == nil { // otherwise what was asked has no answer
			watch.Show(document.shown())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err != nil { // and not of a docker that Ctrl-C has reached before us
			return err
		}
	}
}

// newStatusDocument has no list that is null.
func newStatusDocument() *StatusDocument {
	return &StatusDocument{Services: []ServiceStatus{}, Workers: []WorkerStatus{}}
}

// shown is the document as a person reads it.
func (d *StatusDocument) shown() console.Status {
	shown := console.Status{ID: d.Instance, Slot: *d.Slot, State: strings.ReplaceAll(d.State, "_", " "), Healthy: d.Healthy, Total: d.Total}
	if d.State == partial {
		shown.State = fmt.Sprintf("partial (%d/%d)", d.Up, d.Total)
	}
	for _, s := range d.Services {
		shown.Services = append(shown.Services, s.row(s.Label))
	}
	for _, w := range d.Workers {
		shown.Workers = append(shown.Workers, w.row(w.Name))
	}
	return shown
}

func (s ServiceStatus) row(name string) console.Row {
	return console.Row{Name: name, Where: cmp.Or(s.URL, "-"), State: s.Message, Tone: s.tone()}
}

func (s ServiceStatus) tone() console.Tone {
	switch {
	case s.Ready:
		return console.Good
	case s.State == stateLeftOut || s.State == notStarted:
		return console.Faint
	default:
		return console.Bad
	}
}
