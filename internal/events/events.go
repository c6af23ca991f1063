// Package events writes the events of a use case as JSON, for programs that follow it.
package events

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// Write writes an event as one line. The verdict in it is a whole document.
func Write(to io.Writer, e report.Event) {
	if e.Report != nil {
		verdict := *e.Report
		verdict.Conclude(nil)
		e.Report = &verdict
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(e) == nil {
		_, _ = io.WriteString(to, called.Text(plain.JSON(text.String()))) // nobody may read it any more
	}
}
