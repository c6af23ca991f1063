package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// requestFile records, in the state folder, the request that a worktree was made of.
const requestFile = "request.json"

// Request is a pull or merge request that a worktree was made of.
type Request struct {
	Number   int    `json:"number"`
	Checkout string `json:"checkout"`         // the project's directory where the worktree was asked for
	Agreed   string `json:"agreed,omitempty"` // fingerprint of the hooks that the user agreed to
}

// RequestOf returns the request that the worktree of an instance was made of.
func RequestOf(dir string) (r Request, found bool, err error) {
	err = instance.ReadRecord(dir, requestFile, &r)
	if errors.Is(err, fs.ErrNotExist) {
		return Request{}, false, nil
	}
	if err != nil {
		return Request{}, false, fmt.Errorf("cannot read which pull request the worktree was made of: %w", err)
	}
	return r, true, nil
}

// Record keeps the request in the state folder of its worktree's instance.
func (r Request) Record(dir string) error {
	if err := instance.Record(dir, requestFile, r); err != nil {
		return fmt.Errorf("cannot record pull request %d: %w", r.Number, err)
	}
	return nil
}

// Fingerprint returns a text that differs for any two lists of hooks.
func Fingerprint(all []stack.Hook) string {
	text, _ := json.Marshal(all) // strings and numbers are always JSON
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}
