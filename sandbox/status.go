package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/console"
)

// StatusOptions say how to show an instance.
type StatusOptions struct {
	JSON bool // write a [StatusDocument]
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
	return s.answer(options.JSON, document, func(s Sandbox) error {
		o, err := s.find()
		if err != nil {
			return err
		}
		document.Instance, document.Slot = o.in.ID, new(o.in.Slot)
		containers, err := o.survey(ctx)
		if err != nil {
			return err
		}
		o.look(ctx, containers, document)
		o.console.Status(document.shown())
		return nil
	})
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
	return console.Row{Name: name, Where: cmp.Or(s.URL, "-"), State: s.Message}
}
