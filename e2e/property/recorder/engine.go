package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// engine holds all objects. Removed lists the removed ones in order.
type engine struct {
	Objects, Removed []object

	path string
	lock *flock.Flock
}

// object is a container, a volume, a network or an image.
type object struct {
	Kind, ID, Name string
	Labels         map[string]string
	Created        time.Time

	Running            bool     // for containers
	Image, Hash        string   // for containers
	Volumes, Networks  []string // for containers, by name
	Driver, Mountpoint string   // for volumes
}

// open reads the engine of a folder, and locks it until the process ends.
func open(dir string) (*engine, error) {
	if dir == "" {
		return nil, errors.New("recorder: RECORDER_DIR is not set")
	}
	e := &engine{path: filepath.Join(dir, "engine.json"), lock: flock.New(filepath.Join(dir, "lock"))}
	if err := e.lock.Lock(); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(e.path)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err != nil {
		return nil, err
	}
	return e, json.Unmarshal(text, e)
}

func (e *engine) save() error {
	text, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(e.path, text, 0o600)
}

// add adds an object. If the kind uses names as ids, as volumes do, an existing
// object is kept.
func (e *engine) add(o object) object {
	if i := e.find(o.Kind, o.Name); i >= 0 && o.Kind != "container" {
		return e.Objects[i]
	}
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	o.ID, o.Created = hex.EncodeToString(id), time.Now().UTC()
	if o.Kind == "volume" {
		o.ID = o.Name
	}
	e.Objects = append(e.Objects, o)
	return o
}

// find returns the index of the object with a name or id, or -1.
func (e *engine) find(kind, name string) int {
	return slices.IndexFunc(e.Objects, func(o object) bool {
		return o.Kind == kind && name != "" && (o.Name == name || o.ID == name || kind != "volume" && len(name) >= 12 && strings.HasPrefix(o.ID, name))
	})
}

// create creates a volume or a network.
func (e *engine) create(kind string, o options) error {
	name := strings.Join(o.words, "")
	if name == "" {
		name = "anonymous-" + rand.Text()
	}
	made := e.add(object{Kind: kind, Name: name, Labels: labels(o.flags["--label"]), Driver: o.last("--driver", "local")})
	fmt.Println(made.Name)
	return nil
}

// createContainer creates a container for `docker create` or `docker run -d`.
func (e *engine) createContainer(o options) error {
	c := object{Kind: "container", Name: o.last("--name", "c-"+rand.Text()[:8]), Labels: labels(o.flags["--label"])}
	if e.find("container", c.Name) >= 0 {
		return fmt.Errorf("Error response from daemon: Conflict. The container name %q is already in use", c.Name)
	}
	for _, volume := range append(o.flags["--volume"], o.flags["-v"]...) {
		name, _, _ := strings.Cut(volume, ":")
		c.Volumes = append(c.Volumes, e.add(object{Kind: "volume", Name: name, Driver: "local"}).Name)
	}
	if len(o.words) > 0 {
		c.Image = o.words[0]
	}
	c.Running = o.has("-d") || o.has("--detach")
	fmt.Println(e.add(c).ID)
	return nil
}

func labels(pairs []string) map[string]string {
	all := make(map[string]string)
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		all[name] = value
	}
	return all
}

func (e *engine) setRunning(names []string, running bool) error {
	for _, name := range names {
		i := e.find("container", name)
		if i < 0 {
			return fmt.Errorf("Error response from daemon: No such container: %s", name)
		}
		e.Objects[i].Running = running
		fmt.Println(name)
	}
	return nil
}

// remove removes objects by name or id, unless they are missing or in use.
func (e *engine) remove(kind string, names []string, force bool) error {
	var failed []error
	for _, name := range names {
		i := e.find(kind, name)
		switch {
		case i < 0 && kind == "volume" && force:
		case i < 0:
			failed = append(failed, fmt.Errorf("Error response from daemon: No such %s: %s", kind, name))
		case e.used(e.Objects[i], force):
			failed = append(failed, fmt.Errorf("Error response from daemon: remove %s: %s is in use", name, kind))
		default:
			e.delete(i)
			fmt.Println(name)
		}
	}
	return errors.Join(failed...)
}

func (e *engine) delete(i int) {
	e.Removed = append(e.Removed, e.Objects[i])
	e.Objects = slices.Delete(e.Objects, i, i+1)
}

// used reports whether an object must stay: it is a running container, or a
// container uses it.
func (e *engine) used(o object, force bool) bool {
	return slices.ContainsFunc(e.Objects, func(c object) bool {
		switch {
		case c.Kind != "container":
			return false
		case o.Kind == "container":
			return c.ID == o.ID && c.Running && !force
		case o.Kind == "image":
			return c.Image == o.Name
		default:
			return slices.Contains(c.Volumes, o.Name) || c.Running && slices.Contains(c.Networks, o.Name)
		}
	})
}
