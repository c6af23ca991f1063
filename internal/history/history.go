// Package history records how long the starts of an instance took, and computes how
// long they usually take.
package history

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// File is the name of the history in an instance's state folder. Each line is a JSON
// document, the newest last.
const File = "history.jsonl"

// Keep is the number of starts that are kept.
const Keep = 200

// maxSize is the number of bytes that are read from the end of the file. 200 starts of
// a large stack take a fifth of it.
const maxSize = 4 << 20

// Kind divides starts into groups that can be compared.
type Kind string

// A start is cold if it started every service, warm if it started none, and partial if it
// started some, such as a job that Compose runs again.
const (
	Cold    Kind = "cold"
	Warm    Kind = "warm"
	Partial Kind = "partial"
)

// Start is one start of an instance that ended with a verdict of the gate. Times are
// in seconds since it began.
type Start struct {
	Instance string    `json:"instance"`
	Time     time.Time `json:"time"`   // of the verdict
	Passed   bool      `json:"passed"` // the gate has, and no after-up hook has failed
	Kind     Kind      `json:"kind"`
	Total    float64   `json:"total_seconds"`
	Checks   []Check   `json:"checks"` // that passed
	Services []Span    `json:"services"`
}

// Check holds when a check passed.
type Check struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

// Span holds when a service's container was created and started, and when the service
// first answered. A time is nil if that did not happen in this start.
type Span struct {
	Service string   `json:"service"`
	Created *float64 `json:"created_seconds,omitempty"`
	Started *float64 `json:"started_seconds,omitempty"`
	Ready   *float64 `json:"ready_seconds,omitempty"`
}

// Read returns the starts in a state folder's history, the oldest first, and the
// number of invalid lines that it skipped.
func Read(folder string) (starts []Start, skipped int, err error) {
	text, err := read(folder)
	if err != nil {
		return nil, 0, err
	}
	starts, skipped = parse(text)
	return starts, skipped, nil
}

// read returns the newest lines of a state folder's history, "" if there is none.
func read(folder string) ([]byte, error) {
	file, err := textfile.Open(filepath.Join(folder, File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	from := max(0, info.Size()-maxSize)
	text, err := io.ReadAll(io.NewSectionReader(file, from, maxSize))
	if err == nil && from > 0 { // the first line is not whole
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text, err
}

// lockWithin bounds the wait for another process that adds a start. The verdict has
// been shown by then; only the history is late.
const lockWithin = 500 * time.Millisecond

// Add appends a start. It drops the oldest starts beyond [Keep] and the lines that
// cannot be read. If two processes add at the same time, both starts are kept. Readers
// always find a whole file.
func Add(folder string, start Start) error {
	return change(folder, func(starts []Start) []Start { return append(starts, start) })
}

// TakeBack records that the newest start has not passed after all: an after-up hook failed.
func TakeBack(folder string) error {
	return change(folder, func(starts []Start) []Start {
		if len(starts) > 0 {
			starts[len(starts)-1].Passed = false
		}
		return starts
	})
}

// change rewrites the history with the starts that edit makes of those on record.
func change(folder string, edit func([]Start) []Start) error {
	lock := textfile.Lock(filepath.Join(folder, File+".lock"))
	ctx, cancel := context.WithTimeout(context.Background(), lockWithin)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("the history is locked: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	starts, _, err := Read(folder)
	if err != nil {
		return err
	}
	starts = edit(starts)
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, s := range starts[max(0, len(starts)-Keep):] {
		if err := encoder.Encode(s); err != nil {
			return err
		}
	}
	if err := textfile.Replace(filepath.Join(folder, File), text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("the history cannot be kept: %w", err)
	}
	return nil
}

// parse reads the newest starts of a history.
func parse(text []byte) (starts []Start, skipped int) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxSize+1)
	for lines.Scan() {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var s Start
		if err := json.Unmarshal(line, &s); err != nil || !s.valid() {
			skipped++
			continue
		}
		starts = append(starts, s)
	}
	return starts[max(0, len(starts)-Keep):], skipped
}
