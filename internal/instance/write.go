package instance

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Variable is one line of a new file.
type Variable struct{ Name, Value string }

// Write makes dir an instance. Only the owner can read the file. An existing file is left alone, and the error is
// [fs.ErrExist].
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

// StateFolder is the name of the folder with the state of an instance.
const StateFolder = ".sandbox"

// StateDir returns the state folder of an instance. It creates the folder if needed, with a .gitignore that hides it.
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

// ownState returns an error if the state folder is a link, which could lead to another instance's state or to any other
// directory.
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

// HomeVariable moves [Home]. It belongs to the machine, not to an instance.
const HomeVariable = "SANDBOX_HOME"

// oldHomeVariable is the name that version 0.1 and the original tool read.
const oldHomeVariable = "KTRDR_SANDBOX_HOME"

// IsHomeVariable reports whether a variable moves [Home].
func IsHomeVariable(name string) bool { return name == HomeVariable || name == oldHomeVariable }

// Home returns the folder for the state of the machine: $SANDBOX_HOME, else
// $KTRDR_SANDBOX_HOME, else ~/.ktrdr/sandbox if version 0.1 or the original tool made it,
// else sandbox in $XDG_STATE_HOME, which is ~/.local/state by default.
func Home() (string, error) {
	for _, variable := range []string{HomeVariable, oldHomeVariable} {
		home := os.Getenv(variable)
		if home != "" && !filepath.IsAbs(home) {
			return "", fmt.Errorf("%s is %q: it must be an absolute path", variable, home)
		}
		if home != "" {
			return home, nil
		}
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("set %s: %w", HomeVariable, err)
	}
	old := filepath.Join(user, ".ktrdr", "sandbox")
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		return old, nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "sandbox"), nil
	}
	return filepath.Join(user, ".local", "state", "sandbox"), nil
}

// HomeOf returns the folder in [Home] for the state of one machine. For "", this machine, it is [Home] itself.
func HomeOf(machine string) (string, error) {
	home, err := Home()
	if err != nil || machine == "" {
		return home, err
	}
	return filepath.Join(home, HostsFolder, url.PathEscape(machine)), nil
}

// HostsFolder is the folder in [Home] that holds a folder for each other machine.
const HostsFolder = "hosts"

// ImagesFile is the name of the file in which `mage setup` records the images that it built because no registry
// answered. New instances on that machine copy its variables.
const ImagesFile = "images.env"

// MachineVariables returns the variables in a machine's [ImagesFile], or none if
// there is no such file.
func MachineVariables(machine string) (map[string]string, error) {
	home, err := HomeOf(machine)
	if err != nil {
		return nil, err
	}
	content, err := textfile.Read(filepath.Join(home, ImagesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	variables, err := Parse(string(content))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.TrimSpace(filepath.Join(home, ImagesFile)), err)
	}
	return variables, nil
}
