//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// result is the outcome of one command.
type result struct {
	command        string
	stdout, stderr string
	code           int
}

func (r result) String() string {
	return fmt.Sprintf("$ %s (exit code %d)\n--- stdout\n%s--- stderr\n%s", r.command, r.code, r.stdout, r.stderr)
}

// crash matches text that no user should see. escape matches text that must not
// reach a file or pipe.
var (
	crash  = regexp.MustCompile(`panic:|goroutine \d|DATA RACE|%!|exit status \d+$`)
	escape = regexp.MustCompile("\x1b|\r")
)

func (r result) isClean(t *testing.T) {
	t.Helper()
	if text := crash.FindString(r.stdout + r.stderr); text != "" {
		t.Errorf("%s shows %q", r.command, text)
	}
	if escape.MatchString(r.stdout + r.stderr) {
		t.Errorf("%s writes ANSI codes or carriage returns off a terminal: %q", r.command, r.stdout+r.stderr)
	}
}

func (r result) exits(t *testing.T, code int) {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d\n%s", r.code, code, r)
	}
}

// shows fails the test unless stdout contains the texts in this order.
func (r result) shows(t *testing.T, texts ...string) {
	t.Helper()
	rest := r.stdout
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("stdout does not show %q, or not in its place\n%s", text, r)
			continue
		}
		rest = after
	}
}

// complains fails the test unless stderr contains the texts.
func (r result) complains(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.stderr, text) {
			t.Errorf("stderr does not say %q\n%s", text, r)
		}
	}
}

// tells fails the test unless each text is on one of the two streams.
func (r result) tells(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.stdout+r.stderr, text) {
			t.Errorf("%q is not shown\n%s", text, r)
		}
	}
}

// keepsQuiet fails the test if any of the texts is on either stream.
func (r result) keepsQuiet(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(r.stdout+r.stderr, text) {
			t.Errorf("%q is shown\n%s", text, r)
		}
	}
}
