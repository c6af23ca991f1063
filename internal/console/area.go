package console

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// area is the end of a terminal, which is drawn over again and again. pterm's
// own areas neither cut lines that are too long nor notice that the terminal
// was resized, and draw a frame in many writes.
//
// The cursor is never hidden, and stands on a line of its own after each frame:
// whenever the process ends, and however, the terminal is as it should be.
type area struct {
	file  *os.File
	size  func(*os.File) (columns, rows int)
	shown []int // the widths of the lines that are there
}

// terminalSize is that of the terminal behind a stream; zeros if it has none, or
// does not tell.
func terminalSize(file *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0, 0
	}
	return columns, rows
}

// draw puts lines in the place of those before; those that have no room are
// left out, and what is too long is cut.
func (a *area) draw(lines []string) {
	columns, rows := a.size(a.file)
	if columns == 0 || rows == 0 {
		columns, rows = 80, 24
	}
	frame := a.home(columns, rows)
	a.shown = nil
	for _, line := range lines[:min(len(lines), rows-1)] {
		line = cut(line, columns-1) // in the last column, some terminals wrap already
		frame += line + "\x1b[K\n"
		a.shown = append(a.shown, width(line))
	}
	fmt.Fprint(a.file, frame+"\x1b[J")
}

// home goes back to where the area begins. A terminal that became narrower has
// wrapped the lines that are there.
func (a *area) home(columns, rows int) string {
	up := 0
	for _, w := range a.shown {
		up += max(1, (w+columns-1)/columns)
	}
	if up = min(up, rows-1); up == 0 {
		return "\r"
	}
	return fmt.Sprintf("\r\x1b[%dA", up)
}

// clear leaves nothing of what was drawn.
func (a *area) clear() { a.draw(nil) }

// lines are those of a text that ends with one.
func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
