package instance

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// KeyVariable is the variable that holds [Instance.Key].
const KeyVariable = "SANDBOX_KEY"

// NewKey returns a random key, which no other instance has.
func NewKey() string { return rand.Text() }

// keyPattern matches what [rand.Text] returns.
var keyPattern = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// ValidKey returns an error for a key that [NewKey] cannot have made.
func ValidKey(key string) error {
	if !keyPattern.MatchString(key) {
		return fmt.Errorf("%s is not a key: it must be the 26 letters and digits that `mage sandbox:init` wrote", KeyVariable)
	}
	return nil
}

// AddKey appends a key to the file of an instance of version 0.1. The file keeps
// its mode and is replaced atomically.
func AddKey(dir, key string) error {
	if err := Append(dir, []Variable{{Name: KeyVariable, Value: key}}); err != nil {
		return fmt.Errorf("cannot add a key to %s: %w", File, err)
	}
	return nil
}

// Restore writes the lost file of an instance back to dir. The error is
// [fs.ErrExist] if a file exists.
func Restore(dir string, content []byte) error {
	return writeNew(filepath.Join(dir, File), string(content))
}

// CopiedFile is the name under which [SetAside] keeps a file in the state folder.
const CopiedFile = "copied.env"

// SetAside turns a copy of an instance into a plain directory. It moves the file
// with the key to [CopiedFile] and removes the rest of the state folder, which
// describes the original.
func SetAside(dir, key string) error {
	file := filepath.Join(dir, File)
	content, err := textfile.Read(file)
	if err != nil {
		return err
	}
	if variables, err := Parse(string(content)); err != nil || variables[KeyVariable] != key {
		return fmt.Errorf("%s was changed meanwhile; nothing was moved", File)
	}
	if err := ownState(dir); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(dir, StateFolder)); err != nil {
		return err
	}
	state, err := StateDir(dir)
	if err != nil {
		return err
	}
	return os.Rename(file, filepath.Join(state, CopiedFile))
}
