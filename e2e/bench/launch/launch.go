// Package launch runs a command that starts a stack, and times its verdict.
package launch

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// Passed and Failed are the verdicts of the gate, as sandbox:up and sandbox:gate print
// them.
const (
	Passed = "Startability Gate: PASSED"
	Failed = "Startability Gate: FAILED"
)

// Way is a way to start the stack.
type Way struct {
	Name    string
	Command func(ctx context.Context) *exec.Cmd
	// Awaited is the line of stdout that is the verdict. If it is empty, the successful
	// end of the command is the verdict.
	Awaited string
}

// Launched is a running command.
type Launched struct {
	Began time.Time
	// Verdict receives the time of the verdict. It is closed without one if the command
	// ends before its verdict.
	Verdict <-chan time.Time
	End     func() error // waits for the command's end
	Output  *Transcript
}

// Launch starts the stack in this way.
func (w Way) Launch(ctx context.Context) (Launched, error) {
	cmd := w.Command(ctx)
	verdict := make(chan time.Time, 1)
	var once sync.Once
	output := &Transcript{}
	cmd.Stderr = &stream{lines: output}
	cmd.Stdout = &stream{lines: output, heard: func(l Line) {
		if w.Awaited != "" && l.Text == w.Awaited {
			once.Do(func() { verdict <- l.At })
		}
	}}
	l := Launched{Began: time.Now(), Verdict: verdict, Output: output}
	if err := cmd.Start(); err != nil {
		return Launched{}, err
	}
	ended := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		if w.Awaited == "" && err == nil {
			verdict <- time.Now()
		}
		close(verdict)
		if err != nil {
			err = fmt.Errorf("%s: %w\n%s", w.Name, err, output)
		}
		ended <- err
	}()
	l.End = func() error { return <-ended }
	return l, nil
}

// Line is a line of output with the time at which it was read.
type Line struct {
	At   time.Time
	Text string
}

// Transcript holds the whole output of a command.
type Transcript struct {
	mu    sync.Mutex
	lines []Line
}

func (t *Transcript) add(l Line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, l)
}

// Lines returns the lines read so far.
func (t *Transcript) Lines() []Line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.lines)
}

// String returns the lines as text.
func (t *Transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var text strings.Builder
	for _, l := range t.lines {
		fmt.Fprintln(&text, l.Text)
	}
	return strings.TrimSpace(text.String())
}

// stream splits one of a command's streams into lines.
type stream struct {
	lines *Transcript
	heard func(Line) // called for each line, if set
	rest  []byte
}

func (s *stream) Write(text []byte) (int, error) {
	at := time.Now()
	s.rest = append(s.rest, text...)
	for {
		whole, rest, found := bytes.Cut(s.rest, []byte("\n"))
		if !found {
			return len(text), nil
		}
		s.rest = rest
		l := Line{at, string(whole)}
		s.lines.add(l)
		if s.heard != nil {
			s.heard(l)
		}
	}
}
