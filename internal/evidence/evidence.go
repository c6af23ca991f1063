// Package evidence keeps what is known of a failed start, for whoever looks at
// it later: the containers may be gone by then.
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

// A failure's folder is named for its time.
const (
	prefix = "failure-"
	layout = "20060102T150405.000Z"

	// keep is how many failures are kept.
	keep = 5

	// maxFile bounds each file, whatever a container prints.
	maxFile = 16 << 20
)

// Failure is a new folder for one failure, which only its owner can read.
type Failure struct {
	Path string
	mask secret.Mask
}

// New makes the folder for a failure at some time below parent, and removes the
// oldest ones beyond five. That one of those cannot be removed is no reason not to
// keep the new one.
func New(parent string, at time.Time, mask secret.Mask) (*Failure, error) {
	prune(parent) // before, whatever the clock says of the new one
	for {
		path := filepath.Join(parent, prefix+at.UTC().Format(layout))
		err := os.Mkdir(path, 0o700)
		if err == nil {
			return &Failure{Path: path, mask: mask}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		at = at.Add(time.Millisecond) // another gate has failed in the same one
	}
}

// prune leaves room for one more. What somebody has given another name is theirs.
func prune(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	var failures []string // in order of time, for that is their name
	for _, e := range entries {
		at, ours := strings.CutPrefix(e.Name(), prefix)
		if _, err := time.Parse(layout, at); ours && err == nil && e.IsDir() {
			failures = append(failures, e.Name())
		}
	}
	slices.Sort(failures)
	for _, old := range failures[:max(0, len(failures)-keep+1)] {
		_ = os.RemoveAll(filepath.Join(parent, old))
	}
}

// Text keeps text, such as a report, as a terminal may show it and without the
// secrets in it.
func (f *Failure) Text(name, text string) error {
	return f.write(name, []byte(f.mask.Text(plain.Text(text))))
}

// JSON keeps a document of docker's, every environment value in it masked.
func (f *Failure) JSON(name string, document []byte) error {
	masked, err := f.mask.JSON(document)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.write(name, masked)
}

// Stream keeps what produce writes, up to a bound.
func (f *Failure) Stream(name string, produce func(io.Writer) error) error {
	bounded := &bounded{left: maxFile}
	err := produce(bounded)
	return errors.Join(err, f.Text(name, bounded.text.String()))
}

func (f *Failure) write(name string, content []byte) error {
	return os.WriteFile(filepath.Join(f.Path, name), content[:min(len(content), maxFile)], 0o600)
}

// bounded keeps the beginning of what is written to it.
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
