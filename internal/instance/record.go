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
