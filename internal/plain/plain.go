// Package plain takes out of foreign text what a terminal would take for
// commands.
package plain

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// escape matches what a terminal takes for a command: CSI and OSC sequences
// with their 8-bit forms, strings up to their end, and two-character escapes.
var escape = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]?` +
	`|(?:\x1b[\]PX^_]|[\x{9d}\x{90}\x{98}\x{9e}\x{9f}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})?` +
	`|\x1b[ -/]*[0-~]?`)

// Line is one line of foreign text without escape sequences. A control
// character other than a tab becomes a space, what is not UTF-8 U+FFFD.
func Line(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return ' '
		}
		return r
	}, escape.ReplaceAllString(strings.ToValidUTF8(text, "\uFFFD"), ""))
}

// maxLine is how much of a line a [Writer] holds back, in bytes. A longer one
// goes on in parts.
const maxLine = 64 << 10

// Writer passes lines on to Out as [Line] makes them.
type Writer struct {
	Out  io.Writer
	line []byte // not complete yet
}

func (w *Writer) Write(text []byte) (int, error) {
	for rest := text; len(rest) > 0; {
		part, after, complete := bytes.Cut(rest, []byte("\n"))
		if room := maxLine - len(w.line); len(part) > room {
			part, after, complete = rest[:room], rest[room:], false
		}
		w.line, rest = append(w.line, part...), after
		switch {
		case complete:
			if err := w.flush("\n"); err != nil {
				return 0, err
			}
		case len(w.line) == maxLine:
			if err := w.flush(""); err != nil {
				return 0, err
			}
		}
	}
	return len(text), nil
}

// Flush passes on a last line that has no end.
func (w *Writer) Flush() error { return w.flush("") }

func (w *Writer) flush(end string) error {
	line := bytes.TrimSuffix(w.line, []byte("\r"))
	w.line = w.line[:0]
	_, err := io.WriteString(w.Out, Line(string(line))+end)
	return err
}
