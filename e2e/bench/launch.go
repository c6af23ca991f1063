package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// The verdicts of the gate, as sandbox:up and sandbox:gate print them.
const (
	passed = "Startability Gate: PASSED"
	failed = "Startability Gate: FAILED"
)

// way is a way to start the stack.
type way struct {
	name    string
	command func(ctx context.Context) *exec.Cmd
	// awaited is the line of stdout that is its verdict. Empty means that the
	// verdict is its end.
	awaited string
}

// launched is a command that runs.
type launched struct {
	began time.Time
	// verdict tells when the command gave it, and is closed without a word
	// if it ended and never did.
	verdict <-chan time.Time
	end     func() error // waits for it
	output  *transcript
}

// launch starts the stack in this way.
func (w way) launch(ctx context.Context) (launched, error) {
	cmd := w.command(ctx)
	verdict := make(chan time.Time, 1)
	var once sync.Once
	output := &transcript{}
	cmd.Stderr = &stream{lines: output}
	cmd.Stdout = &stream{lines: output, heard: func(l line) {
		if w.awaited != "" && l.text == w.awaited {
			once.Do(func() { verdict <- l.at })
		}
	}}
	l := launched{began: time.Now(), verdict: verdict, output: output}
	if err := cmd.Start(); err != nil {
		return launched{}, err
	}
	ended := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		if w.awaited == "" && err == nil {
			verdict <- time.Now()
		}
		close(verdict)
		if err != nil {
			err = fmt.Errorf("%s: %w\n%s", w.name, err, output)
		}
		ended <- err
	}()
	l.end = func() error { return <-ended }
	return l, nil
}

// line is what a command wrote, and when it was read.
type line struct {
	at   time.Time
	text string
}

// transcript is all that a command wrote.
type transcript struct {
	mu    sync.Mutex
	lines []line
}

func (t *transcript) add(l line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, l)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var text strings.Builder
	for _, l := range t.lines {
		fmt.Fprintln(&text, l.text)
	}
	return strings.TrimSpace(text.String())
}

// stream cuts one of a command's streams into lines.
type stream struct {
	lines *transcript
	heard func(line) // if set, is told of each
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
		l := line{at, string(whole)}
		s.lines.add(l)
		if s.heard != nil {
			s.heard(l)
		}
	}
}
