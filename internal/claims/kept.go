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

// keptFolder is the folder in [instance.Home] with a copy of the file of each
// instance, by its key. A directory that lost its file gets it back from there,
// passwords included.
const keptFolder = "kept"

func kept(key string) (string, error) {
	home, err := instance.Home()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, keptFolder, key), instance.ValidKey(key)
}

// Keep copies the file of the instance with a key.
func Keep(key string, content []byte) error {
	path, err := kept(key)
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

// Kept returns the copy of the file of the instance with a key. The error is
// [fs.ErrNotExist] if there is none.
func Kept(key string) ([]byte, error) {
	path, err := kept(key)
	if err != nil {
		return nil, err
	}
	return textfile.Read(path)
}

// Forget removes the copy of the file of the instance with a key, if there is one.
func Forget(key string) error {
	path, err := kept(key)
	if err == nil {
		err = os.Remove(path)
	}
	if key == "" || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
