package instance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// StateFolder is the name of the folder with the state of an instance.
const StateFolder = ".sandbox"

// StateDir returns the state folder of an instance. It creates the folder if needed, with a
// .gitignore that hides it.
func StateDir(dir string) (string, error) {
	if err := ownState(dir); err != nil {
		return "", err
	}
	state := filepath.Join(dir, StateFolder)
	err := os.MkdirAll(state, 0o700)
	if err == nil {
		err = ignore(filepath.Join(state, ".gitignore"))
	}
	if err != nil {
		return "", fmt.Errorf("cannot write to %s, which holds the state of this instance: %w", StateFolder, err)
	}
	return state, nil
}

// ownState returns an error if the state folder is a link, which could lead to another
// instance's state or to any other directory.
func ownState(dir string) error {
	info, err := os.Lstat(filepath.Join(dir, StateFolder))
	if err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 { // a junction of Windows is irregular
		return fmt.Errorf("%s in %s is a symbolic link; remove the link", StateFolder, dir)
	}
	return nil
}

// ignore writes a .gitignore that ignores its whole folder. It leaves a correct
// file alone, because rewriting it on a full disk would empty it.
func ignore(path string) error {
	const all = "*\n"
	if text, err := textfile.Read(path); err == nil && string(text) == all {
		return nil
	}
	return textfile.Replace(path, []byte(all), 0o600)
}

// Record writes a value as JSON to a file of an instance's state folder. Only the owner
// can read it.
func Record(dir, file string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	state, err := StateDir(dir)
	if err != nil {
		return err
	}
	return textfile.Replace(filepath.Join(state, file), text, 0o600)
}

// ReadRecord reads a value that [Record] wrote. The error wraps [fs.ErrNotExist] if there is
// no such file.
func ReadRecord(dir, file string, into any) error {
	path := filepath.Join(dir, StateFolder, file)
	text, err := textfile.Read(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// RemoveRecord removes a file that [Record] wrote, if it exists.
func RemoveRecord(dir, file string) error {
	err := os.Remove(filepath.Join(dir, StateFolder, file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
