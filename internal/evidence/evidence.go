// Package evidence keeps logs and container states of a failed start. The
// containers may be gone when a person looks.
package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Each failure has a folder named after its time.
const (
	prefix = "failure-"
	layout = "20060102T150405.000Z"

	// keep is the number of failures to keep.
	keep = 5

	// maxFile bounds the size of each file, in bytes.
	maxFile = 16 << 20
)

// Failure is the folder of one failure. Only its owner can read it.
type Failure struct {
	Path string
	mask secret.Mask
}

// New creates the folder of a failure below parent, and removes the oldest folders
// beyond five. A folder that cannot be removed is not an error.
func New(parent string, at time.Time, mask secret.Mask) (*Failure, error) {
	prune(parent) // before the new one exists: the clock may have gone back
	for {
		path := filepath.Join(parent, prefix+at.UTC().Format(layout))
		err := os.Mkdir(path, 0o700)
		if err == nil {
			return &Failure{Path: path, mask: mask}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		at = at.Add(time.Millisecond) // another gate failed in the same millisecond
	}
}

// prune removes the oldest failures to make room for one more. It leaves folders
// that were renamed.
func prune(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	var failures []string // sorted by time, because the names are times
	for _, e := range entries {
		at, isFailure := strings.CutPrefix(e.Name(), prefix)
		if _, err := time.Parse(layout, at); isFailure && err == nil && e.IsDir() {
			failures = append(failures, e.Name())
		}
	}
	slices.Sort(failures)
	for _, old := range failures[:max(0, len(failures)-keep+1)] {
		_ = os.RemoveAll(filepath.Join(parent, old))
	}
}

// Text stores a text, such as a report, without its secrets and escape sequences.
func (f *Failure) Text(name, text string) error {
	return f.write(name, []byte(f.mask.Text(plain.Text(text))))
}

// JSON stores a document of docker's with every environment value masked.
func (f *Failure) JSON(name string, document []byte) error {
	masked, err := f.mask.JSON(document)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.write(name, masked)
}

// Stream stores the output of produce, up to maxFile bytes.
func (f *Failure) Stream(name string, produce func(io.Writer) error) error {
	bounded := &bounded{left: maxFile}
	err := produce(bounded)
	return errors.Join(err, f.Text(name, bounded.text.String()))
}

func (f *Failure) write(name string, content []byte) error {
	return os.WriteFile(filepath.Join(f.Path, name), content[:min(len(content), maxFile)], 0o600)
}

// bounded keeps the beginning of its input.
type bounded struct {
	left int
	text strings.Builder
}

func (b *bounded) Write(text []byte) (int, error) {
	n := min(len(text), b.left)
	b.left -= n
	b.text.Write(text[:n])
	return len(text), nil
}
