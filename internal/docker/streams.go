package docker

import (
	"bytes"
	"io"
	"os"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Tail is a writer that keeps the last Limit bytes.
type Tail struct {
	Limit int
	text  []byte
}

// String returns the bytes that t has kept.
func (t *Tail) String() string { return string(t.text) }

func (t *Tail) Write(text []byte) (int, error) {
	t.text = append(t.text, text...)
	if over := len(t.text) - t.Limit; over > 0 {
		t.text = t.text[over:]
	}
	return len(text), nil
}

// streams returns writers for a command's stdout and stderr. They write to our
// stderr, since stdout is for results, where show or `mage -v` asks for it; kept
// gets the end of the command's stderr. Call flush when the command has ended.
func streams(kept *Tail, show bool) (stdout, stderr io.Writer, flush func()) {
	if !show && !mg.Verbose() {
		return io.Discard, kept, func() {}
	}
	out, errOut := &plain.Writer{Out: os.Stderr}, &plain.Writer{Out: os.Stderr}
	flush = func() { _, _ = out.Flush(), errOut.Flush() }
	return lines{out}, io.MultiWriter(lines{errOut}, kept), flush
}

// lines drops carriage returns: docker's builder draws with them even where
// there is no terminal.
type lines struct{ w io.Writer }

func (l lines) Write(text []byte) (int, error) {
	if _, err := l.w.Write(bytes.ReplaceAll(text, []byte("\r"), nil)); err != nil {
		return 0, err
	}
	return len(text), nil
}
