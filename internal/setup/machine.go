package setup

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// machine holds the facts that decide whether setup may change the machine.
type machine struct {
	os           string // runtime.GOOS
	distribution string // ID in os-release; "" if there is none
	root         bool
}

func lookAtMachine() (machine, error) {
	release, err := textfile.Read("/etc/os-release")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return machine{}, err
	}
	return machine{
		os:           runtime.GOOS,
		distribution: distribution(string(release)),
		root:         os.Geteuid() == 0,
	}, nil
}

// MayInstall reports whether setup may install packages on this machine.
func MayInstall() bool {
	m, err := lookAtMachine()
	return err == nil && m.mayChange()
}

// mayChange reports whether setup may install and build on this machine.
func (m machine) mayChange() bool {
	return m.os == "linux" && m.distribution == "debian" && m.root
}

// distribution returns the ID in an os-release(5) file.
func distribution(release string) string {
	for line := range strings.Lines(release) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if name == "ID" {
			return strings.ToLower(strings.Trim(value, `"'`))
		}
	}
	return ""
}
