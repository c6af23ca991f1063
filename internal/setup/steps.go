package setup

import (
	"fmt"
	"io"
	"time"
)

// Steps reports progress to a person. The commands of a step write to Out too, between the step's two
// lines.
type Steps struct {
	Out io.Writer
}

// Do announces a step, runs f and prints how long it took. The caller reports an error.
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
