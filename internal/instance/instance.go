// Package instance reads and writes .env.sandbox, the file that makes a
// directory a sandbox instance.
package instance

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/ports"
)

// File is the name of the file that holds an instance's variables.
const File = ".env.sandbox"

// ErrNone is returned for a directory that is not an instance.
var ErrNone error = none{}

// none keeps the original tool's wording, with its capital.
type none struct{}

func (none) Error() string {
	return "Not in a sandbox directory: there is no " + File + " here; `mage sandbox:init` makes one"
}

// Instance is a working directory with its own stack.
type Instance struct {
	Dir  string // absolute
	ID   string // also the Compose project name
	Slot int
	// Key is a random value unique to the instance. Its containers and volumes bear it.
	// It is "" for a file of version 0.1.
	Key   string
	Bind  netip.Addr     // the address that published ports are bound to
	Ports map[string]int // published ports by variable name

	Machine string // the machine that publishes the ports; "" for this one
	Host    string // the name under which the ports are reached; "" for localhost, or the address that they are bound to

	// Variables holds the file's variables, plus the ports that the file leaves to the
	// slot.
	Variables map[string]string
}

// Load reads the instance in dir. Ports that the file does not set follow from the
// slot. The error is [ErrNone] if there is no file. Any other error quotes no value
// but that of the variable in question.
func Load(dir string, scheme ports.Scheme) (Instance, error) {
	dir, err := Real(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Instance{}, ErrNone
	}
	if err != nil {
		return Instance{}, err
	}
	content, err := textfile.Read(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		return Instance{}, ErrNone
	}
	if err != nil {
		return Instance{}, fmt.Errorf("cannot read %s: %w", File, err)
	}
	if err := ownState(dir); err != nil {
		return Instance{}, err
	}
	variables, err := Parse(string(content))
	if err == nil {
		err = ReadAlike(string(content))
	}
	if err != nil {
		return Instance{}, fmt.Errorf("%s: %w", File, err)
	}
	in := Instance{Dir: dir, Variables: variables, Ports: make(map[string]int)}
	if err := in.resolve(scheme); err != nil {
		return Instance{}, fmt.Errorf("%s: %w", File, err)
	}
	return in, nil
}

// Real returns the absolute path of a directory, with symbolic links resolved.
func Real(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// Is reports whether a directory is an instance.
func Is(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, File))
	return err == nil
}

func (in *Instance) resolve(scheme ports.Scheme) error {
	return errors.Join(in.resolveID(), in.resolveKey(), in.resolveBind(), in.resolveHost(), in.resolvePorts(scheme))
}

func (in *Instance) resolveID() error {
	id, project := in.Variables["INSTANCE_ID"], in.Variables["COMPOSE_PROJECT_NAME"]
	switch {
	case id == "" && project == "":
		return errors.New("INSTANCE_ID is missing")
	case id == "":
		id = project
	case project != "" && project != id:
		return fmt.Errorf("INSTANCE_ID is %q and COMPOSE_PROJECT_NAME is %q: they must be the same", id, project)
	}
	in.ID = id
	in.Variables["INSTANCE_ID"], in.Variables["COMPOSE_PROJECT_NAME"] = id, id
	return ValidID(id)
}

func (in *Instance) resolveKey() error {
	in.Key = in.Variables[KeyVariable]
	if in.Key == "" { // version 0.1 wrote no key
		return nil
	}
	return ValidKey(in.Key)
}

func (in *Instance) resolveBind() error {
	text := in.Variables["SANDBOX_BIND"]
	if text == "" {
		text = "127.0.0.1"
	}
	bind, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return fmt.Errorf("SANDBOX_BIND is %q: it must be an IP address, such as 127.0.0.1", text)
	}
	in.Bind = bind
	in.Variables["SANDBOX_BIND"] = bind.String()
	if bind.Is6() {
		in.Variables["SANDBOX_BIND"] = "[" + bind.String() + "]" // the form that Compose wants before a port
	}
	return nil
}

func (in *Instance) resolvePorts(scheme ports.Scheme) error {
	slot, err := strconv.Atoi(in.Variables["SLOT_NUMBER"])
	if err != nil {
		return fmt.Errorf("SLOT_NUMBER is %q: it must be a number from 0 to %d", in.Variables["SLOT_NUMBER"], scheme.MaxSlot())
	}
	if err := scheme.ValidSlot(slot); err != nil {
		return fmt.Errorf("SLOT_NUMBER: %w", err)
	}
	in.Slot = slot

	var problems []error
	holder := make(map[int]string)
	for _, p := range scheme {
		number, err := port(in.Variables[p.Variable], p.At(slot))
		if err != nil {
			problems = append(problems, fmt.Errorf("%s %w", p.Variable, err))
			continue
		}
		if other, twice := holder[number]; twice {
			problems = append(problems, fmt.Errorf("%s and %s are both %d", other, p.Variable, number))
		}
		holder[number] = p.Variable
		in.Ports[p.Variable] = number
		in.Variables[p.Variable] = strconv.Itoa(number)
	}
	return errors.Join(problems...)
}

func port(text string, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > 65535 {
		return 0, fmt.Errorf("is %q: a port is a number from 1 to 65535", text)
	}
	return number, nil
}

// IDOf returns the instance id in the variables, or "" if there is none.
func IDOf(variables map[string]string) string {
	if id := variables["INSTANCE_ID"]; id != "" {
		return id
	}
	return variables["COMPOSE_PROJECT_NAME"]
}

// idPattern matches Compose project names. The id is also an image tag, which
// bounds its length.
var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,127}$`)

// ValidID returns an error for an id that Compose would refuse.
func ValidID(id string) error {
	if !idPattern.MatchString(id) {
		return fmt.Errorf("instance id %q: it must begin with a lower-case letter or digit, contain only lower-case letters, digits, - and _, and have at most 128 characters", id)
	}
	return nil
}

// Slug returns an id made from a directory's name, or "" if no character of the
// name is allowed in one.
func Slug(name string) string {
	slug := strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_-", r) {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	slug = strings.TrimLeft(slug, "-_")
	return strings.TrimRight(slug[:min(len(slug), 128)], "-")
}

// ComposeFiles are the names of a project's file: those that Compose looks for, in its
// order, and then those of a file that is for sandboxes alone.
var ComposeFiles = []string{
	"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml",
	"compose.sandbox.yaml", "compose.sandbox.yml", "docker-compose.sandbox.yml", "docker-compose.sandbox.yaml",
}

// OverrideFiles are the names of the file that Compose merges with the first one.
var OverrideFiles = []string{"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"}

// ErrNoComposeFile is returned for an instance without a Compose file.
var ErrNoComposeFile = errors.New("there is no Compose file here")

// FindComposeFile sets COMPOSE_FILE and its separator to the files that Compose would find
// in the directory. Without them Compose would search the parent directories too, or use
// the values that the shell exports. Compose takes neither variable empty.
func (in *Instance) FindComposeFile() error {
	if in.Variables["COMPOSE_FILE"] != "" {
		in.Variables["COMPOSE_PATH_SEPARATOR"] = cmp.Or(in.Variables["COMPOSE_PATH_SEPARATOR"], string(os.PathListSeparator))
		return nil
	}
	files := append(in.firstOf(ComposeFiles), in.firstOf(OverrideFiles)...)
	if len(in.firstOf(ComposeFiles)) == 0 {
		return fmt.Errorf("%w; change to the directory that has one, or name it as COMPOSE_FILE in .env", ErrNoComposeFile)
	}
	in.Variables["COMPOSE_FILE"] = strings.Join(files, ":")
	in.Variables["COMPOSE_PATH_SEPARATOR"] = ":"
	return nil
}

// firstOf returns the first of the names that exists in the directory.
func (in *Instance) firstOf(names []string) []string {
	i := slices.IndexFunc(names, func(name string) bool {
		_, err := os.Stat(filepath.Join(in.Dir, name))
		return err == nil
	})
	if i < 0 {
		return nil
	}
	return names[i : i+1 : i+1] // capped, so that append copies
}
