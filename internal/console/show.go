package console

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// Show shows an event of a use case that runs. Progress is not drawn any more once ctx is
// done.
func (c *Console) Show(ctx context.Context, e report.Event) {
	switch e.Kind {
	case report.EventStep:
		c.Doing(e.Text)
	case report.EventFound:
		c.Done("%s", e.Text)
	case report.EventStarting:
		c.starting(e.Instance, *e.Slot)
	case report.EventGate:
		c.gate = c.startProgress(ctx, e.Awaited, duration(e.Timeout))
	case report.EventVerdict:
		c.verdict(*e.Report)
	default:
		c.showGate(e)
	}
}

// showGate shows an event of the gate that runs. Log lines may still arrive after its
// end.
func (c *Console) showGate(e report.Event) {
	if c.gate == nil {
		return
	}
	switch e.Kind {
	case report.EventCheck:
		c.gate.notify(e)
	case report.EventLog:
		c.gate.log(e.Service, e.Text)
	case report.EventRest:
		c.gate.setRest(e.Text)
	case report.EventGateDone:
		c.gate.end()
		c.gate = nil
	}
}

// JSON writes a document to stdout.
func (c *Console) JSON(document any) error {
	c.actions.End()
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(c.stdout, called.Text(plain.JSON(text.String())))
	return err
}
