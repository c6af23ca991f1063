package terminal

import (
	"strings"
	"time"
)

// Scale divides a line into a name, a bar and a label. The bar stands for the total
// time.
type Scale struct {
	Columns   int // of the whole line
	name, bar int
	total     time.Duration
}

const labelWidth = len(" 1234.5s")

// NewScale returns the scale for lines of so many columns; 0 means that the stream is
// not a terminal. It leaves the last column free, because some terminals wrap there.
func NewScale(columns int, total time.Duration, names []string) Scale {
	if columns == 0 {
		columns = 80
	}
	s := Scale{Columns: columns - 1, total: total}
	for _, name := range names {
		s.name = max(s.name, Width(name))
	}
	s.name = min(s.name, max(1, s.Columns/3))
	s.bar = min(s.Columns-len("  ")-s.name-len(" ")-labelWidth, 100)
	return s
}

// least is the shortest length of a useful bar.
const least = 6

// HasBar reports whether there is room for a useful bar.
func (s Scale) HasBar() bool { return s.bar >= least }

// Line returns a name, its bar and its label. On a terminal that is too narrow it leaves
// out the bar.
func (s Scale) Line(name, bar, label string) string {
	if !s.HasBar() {
		return Cut("  "+strings.TrimSpace(Cut(name, max(1, s.Columns-len("  ")-len(" ")-len(label)))+" "+label), s.Columns)
	}
	text := "  " + Pad(Cut(name, s.name), s.name) + " " + bar
	if label != "" {
		text += " " + label
	}
	return text
}

// At returns the column of a bar at which a moment is drawn.
func (s Scale) At(moment time.Duration) int {
	if s.total <= 0 || !s.HasBar() {
		return 0
	}
	share := min(1, float64(moment)/float64(s.total))
	return int(share*float64(s.bar-2) + 0.5) // a bar that ends there needs the last two
}
