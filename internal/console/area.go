package console

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// area is the end of a terminal, which is redrawn for each frame. pterm's areas neither
// cut lines that are too long nor notice when the terminal is resized, and draw a frame
// in many writes.
//
// The cursor is never hidden, and is at the beginning of a line after each frame. So the
// terminal is in order whenever the process ends.
type area struct {
	file  *os.File
	size  func(*os.File) (columns, rows int)
	shown []int // widths of the lines of the last frame
}

// terminalSize returns the size of the terminal behind a stream, or zeros if it is
// unknown or the stream is not a terminal.
func terminalSize(file *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0, 0
	}
	return columns, rows
}

// draw replaces the last frame with these lines. It leaves out lines that have no room,
// and cuts lines that are too long.
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

// home returns the sequence that moves the cursor to the beginning of the area. A
// terminal that became narrower has wrapped the lines of the last frame.
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

// clear removes the last frame.
func (a *area) clear() { a.draw(nil) }

// lines splits text that ends with a line end.
func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
