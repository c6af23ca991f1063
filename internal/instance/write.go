package instance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Variable is one line of a new file.
type Variable struct{ Name, Value string }

// Write makes dir an instance. Only the owner can read the file. An existing file is left
// alone, and the error is [fs.ErrExist].
func Write(dir, heading string, variables []Variable) error {
	text := "# " + heading + "\n"
	for _, v := range variables {
		line, err := Line(v.Name, v.Value)
		if err != nil {
			return fmt.Errorf("%s: %w", v.Name, err)
		}
		text += line + "\n"
	}
	return writeNew(filepath.Join(dir, File), text)
}

// writeNew creates a file at path atomically. The error is [fs.ErrExist] if the
// file exists.
func writeNew(path, text string) error {
	name := filepath.Base(path)
	state, err := StateDir(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	temporary, err := os.CreateTemp(state, "new-*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	switch err := textfile.Place(temporary.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return fs.ErrExist
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return nil
}
