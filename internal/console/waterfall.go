package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/pterm/pterm"
)

// Bar holds when a service's container was created and started, and when the service
// was ready. The times are since the start began; 0 means that it did not happen.
type Bar struct {
	Name                    string
	Created, Started, Ready time.Duration
}

// Waterfall draws a bar for each service of a start, to scale. It draws only on a
// terminal.
func (c *Console) Waterfall(bars []Bar, total time.Duration) {
	if !c.live {
		return
	}
	columns, _ := c.size(c.stderr)
	scale := newScale(columns, total, names(bars))
	c.progress(cut("\nStart-up, in "+pterm.FgGray.Sprint("─ created ")+pterm.FgCyan.Sprint("━ started ")+pterm.FgGreen.Sprint("● ready")+":", scale.columns))
	for _, b := range bars {
		if b.Started == 0 && b.Ready == 0 {
			continue
		}
		label := ""
		if b.Ready > 0 {
			label = inSeconds(b.Ready)
		}
		c.progress(scale.line(b.Name, scale.waterfall(b), label))
	}
}

// names returns the names of the bars.
func names(bars []Bar) []string {
	var all []string
	for _, b := range bars {
		all = append(all, b.Name)
	}
	return all
}

// waterfall returns one bar. It begins when the container was created or started, and
// ends when the service was ready.
func (s scale) waterfall(b Bar) string {
	begin := b.Ready
	if b.Started > 0 {
		begin = b.Started
	}
	if b.Created > 0 {
		begin = b.Created
	}
	at := s.at(begin)
	text := strings.Repeat(" ", at)
	until := func(end int, colour pterm.Color, with string) {
		if end > at {
			text += colour.Sprint(strings.Repeat(with, end-at))
			at = end
		}
	}
	if b.Started > 0 {
		until(s.at(b.Started), pterm.FgGray, "─")
		until(max(s.at(b.Ready), s.at(b.Started)+1), pterm.FgCyan, "━")
	}
	if b.Ready > 0 {
		until(at+1, pterm.FgGreen, "●")
	}
	return text
}

// scale divides a line into a name, a bar and a label. The bar stands for the total
// time.
type scale struct {
	columns, name, bar int
	total              time.Duration
}

const labelWidth = len(" 1234.5s")

// newScale returns the scale for lines of so many columns; 0 means that the stream is
// not a terminal. It leaves the last column free, because some terminals wrap there.
func newScale(columns int, total time.Duration, names []string) scale {
	if columns == 0 {
		columns = 80
	}
	s := scale{columns: columns - 1, total: total}
	for _, name := range names {
		s.name = max(s.name, width(name))
	}
	s.name = min(s.name, max(1, s.columns/3))
	s.bar = min(s.columns-len("  ")-s.name-len(" ")-labelWidth, 100)
	return s
}

// least is the shortest length of a useful bar.
const least = 6

// line returns a name, its bar and its label. On a terminal that is too narrow it leaves
// out the bar.
func (s scale) line(name, bar, label string) string {
	if s.bar < least {
		return cut("  "+strings.TrimSpace(cut(name, max(1, s.columns-len("  ")-len(" ")-len(label)))+" "+label), s.columns)
	}
	text := "  " + pad(cut(name, s.name), s.name) + " " + bar
	if label != "" {
		text += " " + label
	}
	return text
}

// at returns the column of a bar at which a moment is drawn.
func (s scale) at(moment time.Duration) int {
	if s.total <= 0 || s.bar < least {
		return 0
	}
	share := min(1, float64(moment)/float64(s.total))
	return int(share*float64(s.bar-2) + 0.5) // a bar that ends there needs the last two
}

// Slow describes a start that took much longer than usual. Check is the first late
// check, or "".
type Slow struct {
	Took, Usually           time.Duration
	Check                   string
	CheckTook, CheckUsually time.Duration
}

// Slow shows that a start was slow.
func (c *Console) Slow(s Slow) {
	text := fmt.Sprintf("slower than usual: %s, usually %s; ", inSeconds(s.Took), inSeconds(s.Usually))
	if s.Check == "" {
		c.Doing(text + "no check was that late")
		return
	}
	c.Doing(text + fmt.Sprintf("%s passed after %s, usually %s", s.Check, inSeconds(s.CheckTook), inSeconds(s.CheckUsually)))
}
