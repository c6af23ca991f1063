package console

import (
	"bytes"

	"github.com/seed-491dada8/sandbox/internal/terminal"
)

// Watch shows a result that changes. On a terminal it draws in place, elsewhere it
// writes the result again when it has changed.
type Watch struct {
	console *Console
	area    *terminal.Area // nil off a terminal
	last    string
}

// Watch begins to show a result that changes.
func (c *Console) Watch() *Watch {
	w := &Watch{console: c}
	if c.coloured {
		w.area = &terminal.Area{File: c.stdout, Size: c.size}
	}
	return w
}

// Show shows the current result, which show writes to the console that it is given.
func (w *Watch) Show(show func(*Console)) {
	var text bytes.Buffer
	buffered := *w.console
	buffered.out = &text
	show(&buffered)
	switch now := text.String(); {
	case w.area != nil:
		w.area.Draw(lines(now))
	case now != w.last:
		if w.last != "" {
			w.console.result("")
		}
		w.console.result("%s", now[:len(now)-1])
		w.last = now
	}
}
