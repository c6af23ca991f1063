package console

import "bytes"

// Watch shows something that changes: in place on a terminal; elsewhere anew,
// whenever it has changed.
type Watch struct {
	console *Console
	area    *area // nil off a terminal
	last    string
}

// Watch begins to show something that changes.
func (c *Console) Watch() *Watch {
	w := &Watch{console: c}
	if c.coloured {
		w.area = &area{file: c.stdout, size: c.size}
	}
	return w
}

// Show shows how an instance is now.
func (w *Watch) Show(s Status) {
	var text bytes.Buffer
	apart := *w.console
	apart.out = &text
	apart.Status(s)
	switch now := text.String(); {
	case w.area != nil:
		w.area.draw(lines(now))
	case now != w.last:
		if w.last != "" {
			w.console.result("")
		}
		w.console.result("%s", now[:len(now)-1])
		w.last = now
	}
}
