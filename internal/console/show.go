package console

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// Show shows an event of a use case that runs.
func (c *Console) Show(e report.Event) {
	if e.Kind == report.EventStep {
		c.Doing(e.Text)
	}
}

// JSON writes a document to stdout.
func (c *Console) JSON(document any) error {
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
