package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
)

// StatusOptions say how to show an instance.
type StatusOptions struct {
	JSON  bool // write a [report.Status]
	Watch bool // go on until ctx is done; for people only
}

// Status shows the instance, its containers, and every service and worker as
// it answers now. It works on an instance that runs, partly runs or is stopped.
func (s Sandbox) Status(ctx context.Context, options StatusOptions) error {
	document := report.NewStatus()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error {
		if options.Watch && options.JSON {
			return errors.New("-watch is for people and -json for programs; call sandbox:status -json again and again instead")
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
		o.console.Status(shownStatus(document))
		return nil
	})
}

// status fills a document with how everything is now.
func (o *session) status(ctx context.Context, document *report.Status) error {
	document.Instance, document.Slot = o.Instance.ID, new(o.Instance.Slot)
	containers, err := o.survey(ctx)
	if err != nil {
		return err
	}
	o.look(containers, o.askAll(ctx, containers), document)
	return nil
}

// watchStatus shows how everything is, once a second. Ctrl-C is a clean end.
func (o *session) watchStatus(ctx context.Context) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	watch := o.console.Watch()
	for {
		document := report.NewStatus()
		err := o.status(ctx, document)
		if err == nil && ctx.Err() == nil { // otherwise what was asked has no answer
			watch.Show(shownStatus(document))
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

// shown is the document as a person reads it.
func shownStatus(d *report.Status) console.Status {
	shown := console.Status{ID: d.Instance, Slot: *d.Slot, State: strings.ReplaceAll(d.State, "_", " "), Healthy: d.Healthy, Total: d.Total}
	if d.State == report.Partial {
		shown.State = fmt.Sprintf("partial (%d/%d)", d.Up, d.Total)
	}
	for _, s := range d.Services {
		shown.Services = append(shown.Services, statusRow(s, s.Label))
	}
	for _, w := range d.Workers {
		shown.Workers = append(shown.Workers, statusRow(w.ServiceStatus, w.Name))
	}
	return shown
}

func statusRow(s report.ServiceStatus, name string) console.Row {
	return console.Row{Name: name, Where: cmp.Or(s.URL, "-"), State: s.Message, Tone: statusTone(s)}
}

func statusTone(s report.ServiceStatus) console.Tone {
	switch {
	case s.Ready:
		return console.Good
	case s.State == report.NotInStack || s.State == report.NotStarted:
		return console.Faint
	default:
		return console.Bad
	}
}
