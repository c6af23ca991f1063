package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/stack"
)

// requestFile records the request that a worktree was made of. It is in git's directory for
// the worktree, which nothing that a request tracks can reach.
const requestFile = "sandbox-request.json"

// Request is a pull or merge request that a worktree was made of, as a project in the
// worktree sees it.
type Request struct {
	Number   int    `json:"number"`
	Checkout string `json:"checkout,omitempty"` // top of the worktree where it was asked for; "" outside of any
	// Agreed holds the fingerprints of the hooks that the user agreed to, by the project's
	// directory in the worktree.
	Agreed map[string]string `json:"agreed,omitempty"`

	file, project string
}

// RequestOf returns the request that the worktree around a directory was made of. A
// submodule of the worktree belongs to the request too.
func RequestOf(dir string) (r Request, found bool, err error) {
	if dir, err = instance.Real(dir); err != nil {
		return Request{}, false, err
	}
	for _, checkout := range git.Checkouts(dir) {
		file := filepath.Join(checkout.Git, requestFile)
		text, err := textfile.Read(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(text, &r)
		}
		if err == nil {
			r.file = file
			r.project, err = filepath.Rel(checkout.Top, dir)
		}
		if err != nil {
			return Request{}, false, fmt.Errorf("cannot read in %s which pull request the worktree was made of: %w", file, err)
		}
		return r, true, nil
	}
	return Request{}, false, nil
}

// Source returns the project's directory in the checkout where the request was asked for, ""
// if it was asked for outside of any checkout.
func (r Request) Source() string {
	if r.Checkout == "" {
		return ""
	}
	return filepath.Join(r.Checkout, r.project)
}

// knows reports whether the user agreed to these hooks of the project.
func (r Request) knows(all []stack.Hook) bool { return r.Agreed[r.project] == fingerprint(all) }

// Agree records that the user agrees to these hooks of the project.
func (r Request) Agree(all []stack.Hook) error {
	agreed := map[string]string{r.project: fingerprint(all)}
	for project, other := range r.Agreed {
		if project != r.project {
			agreed[project] = other
		}
	}
	r.Agreed = agreed
	return r.record()
}

func (r Request) record() error {
	text, err := json.Marshal(r)
	if err == nil {
		err = textfile.Replace(r.file, text, 0o600)
	}
	if err != nil {
		return fmt.Errorf("cannot record pull request %d: %w", r.Number, err)
	}
	return nil
}

// fingerprint returns a text that differs for any two lists of hooks.
func fingerprint(all []stack.Hook) string {
	text, _ := json.Marshal(all) // strings and numbers are always JSON
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}
