package compose

import (
	"bytes"
	"io"
	"os"

	"github.com/magefile/mage/mg"
)

// tail keeps the last limit bytes written to it.
type tail struct {
	limit int
	bytes []byte
}

func (t *tail) Write(text []byte) (int, error) {
	t.bytes = append(t.bytes, text...)
	if over := len(t.bytes) - t.limit; over > 0 {
		t.bytes = t.bytes[over:]
	}
	return len(text), nil
}

// tee writes to w and, where show or `mage -v` asks for it, to stderr: stdout
// is for results. A nil *tail keeps nothing.
func tee(w *tail, show bool) io.Writer {
	show = show || mg.Verbose()
	switch {
	case w == nil && show:
		return lines{os.Stderr}
	case w == nil:
		return io.Discard
	case show:
		return io.MultiWriter(lines{os.Stderr}, w)
	default:
		return w
	}
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
