package claims

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// keptFolder is the folder in [instance.Home] that keeps a copy of each instance's
// file, named by key. It restores a lost file, passwords included.
const keptFolder = "kept"

// keptPath returns the path of the copy for an instance with the key.
func keptPath(key string) (string, error) {
	home, err := instance.Home()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, keptFolder, key), instance.ValidKey(key)
}

// Keep stores a copy of the file of the instance with the key.
func Keep(key string, content []byte) error {
	path, err := keptPath(key)
	if err != nil {
		return err
	}
	if before, err := textfile.Read(path); err == nil && string(before) == string(content) {
		return nil
	}
	err = os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = textfile.Replace(path, content, 0o600)
	}
	if err != nil {
		return fmt.Errorf("cannot keep a copy of %s: %w", instance.File, err)
	}
	return nil
}

// Kept returns the stored copy of the file of the instance with the key. The error
// is [fs.ErrNotExist] if there is no copy.
func Kept(key string) ([]byte, error) {
	path, err := keptPath(key)
	if err != nil {
		return nil, err
	}
	return textfile.Read(path)
}

// Forget removes the stored copy of the file of the instance with the key, if any.
func Forget(key string) error {
	path, err := keptPath(key)
	if err == nil {
		err = os.Remove(path)
	}
	if key == "" || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
