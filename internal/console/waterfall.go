package console

import (
	"time"

	"github.com/seed-491dada8/sandbox/internal/waterfall"
	"github.com/seed-491dada8/sandbox/report"
)

// waterfall draws a bar for each service of a start, to scale. It draws only on a
// terminal.
func (c *Console) waterfall(spans []report.Span, total time.Duration) {
	if !c.live || len(spans) == 0 {
		return
	}
	columns, _ := c.size(c.stderr)
	for _, line := range waterfall.Lines(spans, total, columns, inSeconds) {
		c.line(line)
	}
}
