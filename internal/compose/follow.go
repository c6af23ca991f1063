package compose

import (
	"bytes"
	"context"
	"regexp"
)

// Follow tells of each new log line of the project's services, at first the
// newest one of each, until ctx is done. It is for a person who waits, so an
// error ends it quietly.
func (p Project) Follow(ctx context.Context, tell func(service, line string)) {
	cmd := p.command(ctx, "compose", "logs", "--follow", "--no-color", "--tail", "1")
	cmd.Stdout = &eachLine{tell: func(line []byte) {
		if service, text, ok := parseLogLine(string(line)); ok {
			tell(service, text)
		}
	}}
	_ = cmd.Run()
}

// Compose puts the container in front: "backend-1  | text".
var logLine = regexp.MustCompile(`^(.+?)-\d+ +\| ?(.*)$`)

func parseLogLine(line string) (service, text string, ok bool) {
	match := logLine.FindStringSubmatch(line)
	if match == nil {
		return "", "", false
	}
	return match[1], match[2], true
}

// maxLine is how much of a line is kept, however long it is.
const maxLine = 64 << 10

// eachLine is a writer that tells of each line, without its end. A pipe to read
// from would have to be waited for as long as any child of the command has it.
type eachLine struct {
	tell func([]byte)
	line []byte // not complete yet
}

func (w *eachLine) Write(text []byte) (int, error) {
	for part := range bytes.Lines(text) {
		part, complete := bytes.CutSuffix(part, []byte("\n"))
		w.line = append(w.line, part[:min(len(part), maxLine-len(w.line))]...)
		if complete {
			w.tell(w.line)
			w.line = w.line[:0]
		}
	}
	return len(text), nil
}
