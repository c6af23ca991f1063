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

// Write makes dir an instance. The file is readable by its owner alone; one that exists already is never touched, and the error is then
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

// writeNew creates a whole file at path, or none. The error is [fs.ErrExist] if
// there is one already.
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

// StateFolder is the name of the folder that [StateDir] makes.
const StateFolder = ".sandbox"

// StateDir returns the folder for the files of one instance. It creates the folder if need be, with a .gitignore that hides it.
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
		return "", fmt.Errorf("cannot write in %s, which keeps what the tool knows of this instance: %w", StateFolder, err)
	}
	return state, nil
}

// ownState returns an error if the state folder is a link. The link may lead to the state of another instance, or to any
// directory of the user's.
func ownState(dir string) error {
	info, err := os.Lstat(filepath.Join(dir, StateFolder))
	if err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 { // irregular is a junction of Windows
		return fmt.Errorf("%s in %s is a link elsewhere; remove the link", StateFolder, dir)
	}
	return nil
}

// ignore leaves a file that says so already alone: on a full disk nothing would
// be left of it, and what the folder holds would no longer be ignored.
func ignore(path string) error {
	const all = "*\n"
	if text, err := textfile.Read(path); err == nil && string(text) == all {
		return nil
	}
	return textfile.Replace(path, []byte(all), 0o600)
}

// HomeVariable moves [Home]. It is the machine's, and no instance's.
const HomeVariable = "KTRDR_SANDBOX_HOME"

// Home is where this tool keeps what belongs to the machine rather than to one
// instance: $KTRDR_SANDBOX_HOME, or ~/.ktrdr/sandbox.
func Home() (string, error) {
	if home := os.Getenv(HomeVariable); home != "" {
		if !filepath.IsAbs(home) {
			return "", fmt.Errorf("%s is %q: it must be an absolute path", HomeVariable, home)
		}
		return home, nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("set %s: %w", HomeVariable, err)
	}
	return filepath.Join(user, ".ktrdr", "sandbox"), nil
}

// HomeOf is the folder in [Home] for what is known of one machine; "" is this one, whose folder is [Home] itself.
func HomeOf(machine string) (string, error) {
	home, err := Home()
	if err != nil || machine == "" {
		return home, err
	}
	return filepath.Join(home, HostsFolder, url.PathEscape(machine)), nil
}

// HostsFolder is the folder in [Home] with a folder for each other machine.
const HostsFolder = "hosts"

// ImagesFile is the file in [HomeOf] a machine in which `mage setup` records the images that it built on its engine
// where no registry answers. New instances there take its variables.
const ImagesFile = "images.env"

// MachineVariables reads a machine's [ImagesFile]; none where there is no such file.
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
