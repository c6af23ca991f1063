package setup

import (
	"fmt"
	"io"
	"time"
)

// Steps tells a person what is being done. Commands of a step write to Out as well, between its two lines.
type Steps struct {
	Out io.Writer
}

// Do says what is about to be done, does it, and says how long it took. A failure is left to the caller to report.
func (s Steps) Do(doing string, f func() error) error {
	s.Say("%s ...", doing)
	started := time.Now()
	if err := f(); err != nil {
		return err
	}
	s.Say("%s: done in %s", doing, time.Since(started).Round(100*time.Millisecond))
	return nil
}

// Say writes one line.
func (s Steps) Say(format string, args ...any) {
	fmt.Fprintf(s.Out, format+"\n", args...)
}
