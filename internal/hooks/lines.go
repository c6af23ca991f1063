package hooks

import (
	"bytes"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

const (
	// maxText bounds the output that is kept, in bytes.
	maxText = 4 << 20
	// maxLine is the length of a line, in bytes, at which it is cut into several.
	maxLine = 16 << 10
	// lastLines is the number of lines that an error repeats.
	lastLines = 5
)

// lines is the output of hooks: it shows and keeps each line, without its secrets.
type lines struct {
	mask    secret.Mask
	show    func(line string)
	partial []byte
	text    strings.Builder
	newest  []string
}

// Write takes the output of the hook that runs.
func (l *lines) Write(output []byte) (int, error) {
	l.partial = append(l.partial, output...)
	for {
		i := bytes.IndexByte(l.partial, '\n')
		if i < 0 && len(l.partial) < maxLine {
			return len(output), nil
		}
		if i < 0 {
			i = len(l.partial) - 1
		}
		l.add(string(l.partial[:i+1]))
		l.partial = l.partial[i+1:]
	}
}

// end ends the last line of a hook.
func (l *lines) end() {
	if len(l.partial) > 0 {
		l.add(string(l.partial))
		l.partial = nil
	}
}

func (l *lines) add(line string) {
	line = l.mask.Text(plain.Text(strings.TrimRight(line, "\r\n")))
	l.show(line)
	if l.text.Len() < maxText {
		l.text.WriteString(line + "\n")
	}
	if strings.TrimSpace(line) != "" {
		l.newest = append(l.newest, line)
		l.newest = l.newest[max(0, len(l.newest)-lastLines):]
	}
}

// last returns the last lines of the output that are not blank.
func (l *lines) last() []string { return append([]string{}, l.newest...) }
