package compose

import (
	"bufio"
	"context"
	"errors"
	"io"
	"regexp"
)

// Follow tells of each new log line of the project's services, at first the
// newest one of each, until ctx is done. It is for a person who waits, so an
// error ends it quietly.
func (p Project) Follow(ctx context.Context, tell func(service, line string)) {
	cmd := p.command(ctx, "compose", "logs", "--follow", "--no-color", "--tail", "1")
	stdout, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return
	}
	eachLine(stdout, func(line []byte) {
		if service, text, ok := parseLogLine(string(line)); ok {
			tell(service, text)
		}
	})
	_ = cmd.Wait()
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

// eachLine reads r to its end, line by line.
func eachLine(r io.Reader, tell func([]byte)) {
	reader := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := reader.ReadSlice('\n')
		if len(line) > 0 {
			tell(trimNewline(line))
		}
		for errors.Is(err, bufio.ErrBufferFull) { // the rest of it
			_, err = reader.ReadSlice('\n')
		}
		if err != nil {
			return
		}
	}
}

func trimNewline(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		return line[:n-1]
	}
	return line
}
