//go:build unix

// Package screentest runs commands on a real pseudo-terminal and returns the screen
// that a person would see, after all escape sequences.
package screentest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// Screen is a pseudo-terminal.
type Screen struct {
	TTY  *os.File // the end for programs
	ours *os.File
	vt   vt10x.Terminal
	read chan struct{} // closed after everything was read

	mu  sync.Mutex
	raw strings.Builder
}

// New returns an empty terminal of the given size.
func New(t testing.TB, columns, rows int) *Screen {
	t.Helper()
	ours, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &Screen{TTY: tty, ours: ours, vt: vt10x.New(vt10x.WithSize(columns, rows)), read: make(chan struct{})}
	s.Resize(t, columns, rows)
	go s.follow()
	t.Cleanup(func() {
		s.end(t)
		ours.Close()
		if t.Failed() {
			raw := s.Raw()
			t.Logf("the screen:\n%s\nand the end of what was written to it:\n%q", strings.Join(s.Lines(), "\n"), raw[max(0, len(raw)-4<<10):])
		}
	})
	return s
}

// follow copies the output of programs to the screen until the terminal is closed.
func (s *Screen) follow() {
	defer close(s.read)
	buffer := make([]byte, 4<<10)
	var pending []byte // the output may end with part of a character
	for {
		n, err := s.ours.Read(buffer)
		s.mu.Lock()
		s.raw.Write(buffer[:n])
		pending = append(pending, buffer[:n]...)
		taken, _ := s.vt.Write(pending)
		pending = pending[taken:]
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Resize changes the size of the terminal.
func (s *Screen) Resize(t testing.TB, columns, rows int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := pty.Setsize(s.ours, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		t.Fatal(err)
	}
	s.vt.Resize(columns, rows)
}

// Start starts a command with the terminal as its controlling terminal.
func (s *Screen) Start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.TTY, s.TTY, s.TTY
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// Type sends text as keyboard input; "\x03" is Ctrl-C.
func (s *Screen) Type(t testing.TB, text string) {
	t.Helper()
	if _, err := io.WriteString(s.ours, text); err != nil {
		t.Fatal(err)
	}
}

// ExitCode waits for a command and returns its exit code.
func ExitCode(t testing.TB, cmd *exec.Cmd) int {
	t.Helper()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

// Lines returns the lines on the screen without empty lines at the end.
func (s *Screen) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	seen := strings.ReplaceAll(s.vt.String(), "\x00", " ")
	for line := range strings.SplitSeq(strings.TrimRight(seen, " \n"), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// Raw returns all output, escape sequences included.
func (s *Screen) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// patience bounds the wait for a text on the screen. It allows for a very busy
// machine.
const patience = 2 * time.Minute

// Until waits until the screen shows each of the texts.
func (s *Screen) Until(t testing.TB, texts ...string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		screen := strings.Join(s.Lines(), "\n")
		missing := ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the screen never shows %q:\n%s", missing, screen)
		}
	}
}

// end waits until all output has been read. No program may have the terminal open.
func (s *Screen) end(t testing.TB) {
	t.Helper()
	s.TTY.Close() // may be closed already
	select {
	case <-s.read:
	case <-time.After(patience):
		t.Error("a program still has the terminal open")
		s.ours.Close()
	}
}

// IsLeftInOrder fails the test unless the cursor is visible and at the beginning of
// a line, and all colours are off.
func (s *Screen) IsLeftInOrder(t testing.TB) {
	t.Helper()
	s.end(t)
	cursor := s.vt.Cursor()
	if !s.vt.CursorVisible() {
		t.Error("the cursor is hidden")
	}
	if cursor.X != 0 {
		t.Errorf("the cursor is left in column %d", cursor.X)
	}
	if cursor.Attr.FG != vt10x.DefaultFG || cursor.Attr.BG != vt10x.DefaultBG {
		t.Errorf("colours are left on: %+v", cursor.Attr)
	}
}
