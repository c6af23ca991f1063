package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/pterm/pterm"
)

// Bar is what a service's time went into: 0 stands for what did not happen. All
// are since the start began.
type Bar struct {
	Name                    string
	Created, Started, Ready time.Duration
}

// Waterfall draws to scale how the services of a start came along, on a
// terminal only.
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

func names(bars []Bar) []string {
	var all []string
	for _, b := range bars {
		all = append(all, b.Name)
	}
	return all
}

// waterfall is one bar: from when the container was created, over its start, to
// when the service was ready.
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

// scale is how much of a line is a name, a bar and a label, and what time the
// bar stands for.
type scale struct {
	columns, name, bar int
	total              time.Duration
}

const labelWidth = len(" 1234.5s")

// newScale is for lines of so many columns, 0 for a stream that has none. One
// column is left free: in the last, some terminals wrap already.
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

// least is the length of a bar below which it says nothing.
const least = 6

// line is a name, its bar and its label; on a terminal that is too narrow for a
// bar, only what it stands for.
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

// at is the column of a bar that a moment is drawn in.
func (s scale) at(moment time.Duration) int {
	if s.total <= 0 || s.bar < least {
		return 0
	}
	share := min(1, float64(moment)/float64(s.total))
	return int(share*float64(s.bar-2) + 0.5) // the last two are of a bar that ends there
}

// Slow is a start that took much longer than usual, and the first check that
// was late, if one was.
type Slow struct {
	Took, Usually           time.Duration
	Check                   string
	CheckTook, CheckUsually time.Duration
}

// Slow says that a start was slow.
func (c *Console) Slow(s Slow) {
	text := fmt.Sprintf("slower than usual: %s, usually %s; ", inSeconds(s.Took), inSeconds(s.Usually))
	if s.Check == "" {
		c.Doing(text + "no check was that late")
		return
	}
	c.Doing(text + fmt.Sprintf("%s passed after %s, usually %s", s.Check, inSeconds(s.CheckTook), inSeconds(s.CheckUsually)))
}
