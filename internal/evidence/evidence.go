// Package evidence keeps what is known of a failed start, for whoever looks at
// it later: the containers may be gone by then.
package evidence

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	prefix = "failure-"

	// keep is how many failures are kept.
	keep = 5

	// maxFile bounds each file, whatever a container prints.
	maxFile = 16 << 20
)

// Failure is a new folder for one failure, which only its owner can read.
type Failure struct {
	Path string
	mask Mask
}

// New makes the folder for a failure at some time below parent, and removes the
// oldest ones beyond five.
func New(parent string, at time.Time, mask Mask) (*Failure, error) {
	path := filepath.Join(parent, prefix+at.UTC().Format("20060102T150405.000Z"))
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, err
	}
	return &Failure{Path: path, mask: mask}, prune(parent)
}

func prune(parent string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	var failures []string // in order of time, for that is their name
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			failures = append(failures, e.Name())
		}
	}
	slices.Sort(failures)
	var problems []error
	for _, old := range failures[:max(0, len(failures)-keep)] {
		problems = append(problems, os.RemoveAll(filepath.Join(parent, old)))
	}
	return errors.Join(problems...)
}

// Text keeps plain text, such as a report, without the secrets in it.
func (f *Failure) Text(name, text string) error {
	return f.write(name, []byte(f.mask.Text(text)))
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
