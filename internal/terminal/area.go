package terminal

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

// Area is the end of a terminal, which is redrawn for each frame. pterm's areas neither
// cut lines that are too long nor notice when the terminal is resized, and draw a frame
// in many writes.
//
// The cursor is never hidden, and is at the beginning of a line after each frame. So the
// terminal is in order whenever the process ends.
type Area struct {
	File  *os.File
	Size  func(*os.File) (columns, rows int)
	shown []int // widths of the lines of the last frame
}

// Size returns the size of the terminal behind a stream, or zeros if it is
// unknown or the stream is not a terminal.
func Size(file *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0, 0
	}
	return columns, rows
}

// Draw replaces the last frame with these lines. It leaves out lines that have no room,
// and cuts lines that are too long.
func (a *Area) Draw(lines []string) {
	columns, rows := a.Size(a.File)
	if columns == 0 || rows == 0 {
		columns, rows = 80, 24
	}
	frame := a.home(columns, rows)
	a.shown = nil
	for _, line := range lines[:min(len(lines), rows-1)] {
		line = Cut(line, columns-1) // in the last column, some terminals wrap already
		frame += line + "\x1b[K\n"
		a.shown = append(a.shown, Width(line))
	}
	fmt.Fprint(a.File, frame+"\x1b[J")
}

// home returns the sequence that moves the cursor to the beginning of the area. A
// terminal that became narrower has wrapped the lines of the last frame.
func (a *Area) home(columns, rows int) string {
	up := 0
	for _, w := range a.shown {
		up += max(1, (w+columns-1)/columns)
	}
	if up = min(up, rows-1); up == 0 {
		return "\r"
	}
	return fmt.Sprintf("\r\x1b[%dA", up)
}

// Clear removes the last frame.
func (a *Area) Clear() { a.Draw(nil) }
