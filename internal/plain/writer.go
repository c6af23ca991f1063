package plain

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
)

// maxLine is the number of bytes of a line that a [Writer] buffers. It passes
// longer lines on in parts.
const maxLine = 64 << 10

// Writer passes its lines through [Line] to Out.
type Writer struct {
	Out io.Writer
	// Colours keeps the colours of the text, for a terminal that supports them.
	Colours bool

	mu   sync.Mutex
	line []byte // the incomplete last line
}

func (w *Writer) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
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

// Flush passes on an incomplete last line.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush("")
}

// flush passes on the buffered text. While the line is incomplete, it keeps the
// beginning of a possible workflow command.
func (w *Writer) flush(end string) error {
	line, kept := bytes.TrimSuffix(w.line, []byte("\r")), []byte(nil)
	if len(w.line) == maxLine && end == "" {
		begun := len(w.line) - len(bytes.TrimRight(w.line, "#:"))
		line, kept = w.line[:maxLine-min(begun, 2)], bytes.Clone(w.line[maxLine-min(begun, 2):])
	}
	text := Line(string(line))
	if w.Colours {
		text = coloured(string(line))
	}
	w.line = append(w.line[:0], kept...)
	_, err := io.WriteString(w.Out, text+end)
	return err
}

// colour matches escape sequences that set colours and text styles.
var colour = regexp.MustCompile(`\x1b\[[0-9;]*m`)

const reset = "\x1b[0m"

// coloured returns a line as [Line] does, but keeps its colours and resets them at
// the end.
func coloured(line string) string {
	var out strings.Builder
	shown := 0
	for _, at := range colour.FindAllStringIndex(line, -1) {
		out.WriteString(Line(line[shown:at[0]]) + line[at[0]:at[1]])
		shown = at[1]
	}
	out.WriteString(Line(line[shown:]))
	if shown > 0 && !strings.HasSuffix(line, reset) {
		out.WriteString(reset)
	}
	return out.String()
}
