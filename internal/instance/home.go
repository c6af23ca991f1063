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

// HomeOf returns the folder in [Home] for the state of one machine. For "", this machine,
// it is [Home] itself.
func HomeOf(machine string) (string, error) {
	home, err := Home()
	if err != nil || machine == "" {
		return home, err
	}
	return filepath.Join(home, HostsFolder, url.PathEscape(machine)), nil
}

// HostsFolder is the folder in [Home] that holds a folder for each other machine.
const HostsFolder = "hosts"

// ImagesFile is the name of the file in which `mage setup` records the images that it built
// because no registry answered. New instances on that machine copy its variables.
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
