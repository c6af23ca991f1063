//go:build unix

package property_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// owner is the instance for which a key was made.
type owner struct{ home, id, dir string }

// object is a container or a volume on the engine.
type object struct {
	kind, name, key string
	dir             string // directory from which Compose started the container
	running         bool
}

func (o object) String() string { return fmt.Sprintf("%s %s, key %q", o.kind, o.name, o.key) }

const containerFormat = `[{{json .ID}},{{json .Names}},{{json (.Label "` + docker.KeyLabel + `")}},` +
	`{{json (.Label "com.docker.compose.project.working_dir")}},{{json .State}}]`

// objects returns the world's objects on the engine, by an id that is never reused.
func (w *world) objects() (map[string]object, error) {
	all, err := w.containers()
	if err != nil {
		return nil, err
	}
	volumes, err := w.volumes()
	maps.Copy(all, volumes)
	return all, err
}

func (w *world) containers() (map[string]object, error) {
	text, err := w.docker("ps", "-a", "--no-trunc", "--filter", "name="+w.name, "--format", containerFormat)
	if err != nil {
		return nil, err
	}
	all := make(map[string]object)
	for line := range strings.Lines(text) {
		var f []string
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			return nil, fmt.Errorf("docker ps: %w: %s", err, line)
		}
		all[f[0]] = object{kind: "container", name: f[1], key: f[2], dir: f[3], running: f[4] == "running"}
	}
	return all, nil
}

// volumes returns the world's volumes. The id includes the date, so a later volume
// of the same name is another object.
func (w *world) volumes() (map[string]object, error) {
	names, err := w.docker("volume", "ls", "-q", "--filter", "name="+w.name)
	if err != nil || names == "" {
		return nil, err
	}
	text, err := w.docker(append([]string{"volume", "inspect"}, strings.Fields(names)...)...)
	if err != nil {
		return nil, err
	}
	var volumes []struct {
		Name      string
		CreatedAt time.Time
		Labels    map[string]string
	}
	if err := json.Unmarshal([]byte(text), &volumes); err != nil {
		return nil, fmt.Errorf("docker volume inspect: %w", err)
	}
	all := make(map[string]object)
	for _, v := range volumes {
		all[v.Name+" "+v.CreatedAt.String()] = object{kind: "volume", name: v.Name, key: v.Labels[docker.KeyLabel]}
	}
	return all, nil
}

// sight is everything that targets must keep, at one moment.
type sight struct {
	data    holdings
	objects map[string]object
}

func (w *world) look() (s sight, err error) {
	if s.data, err = w.survey(); err == nil {
		s.objects, err = w.objects()
	}
	return s, err
}

// lost returns what is missing afterwards, except for objects within reach of the
// target.
func (s sight) lost(after sight, target reach) (lines []string) {
	for id, what := range s.data {
		if _, kept := after.data[id]; !kept {
			lines = append(lines, what)
		}
	}
	for id, o := range s.objects {
		now, exists := after.objects[id]
		switch {
		case target.includes(o):
		case !exists:
			lines = append(lines, o.String()+" was removed")
		case o.running && !now.running:
			lines = append(lines, o.String()+" was stopped")
		}
	}
	slices.Sort(lines)
	return lines
}

// reach is what a target may stop or remove: objects with one of the keys, and
// containers without a key that were started from one of the directories, as plain
// Compose and version 0.1 start them.
type reach struct {
	keys map[string]bool
	dirs []string
}

func (r reach) includes(o object) bool {
	if o.key != "" {
		return r.keys[o.key]
	}
	return o.kind == "container" && slices.Contains(r.dirs, o.dir)
}

// reach returns the reach of a target that runs in a place.
func (w *world) reach(place string, args []string) reach {
	r := reach{keys: make(map[string]bool)}
	home, dir := w.home(place), w.places[place]
	id, byID := strings.CutPrefix(args[len(args)-1], "-instance=")
	switch {
	case byID:
		for key, o := range w.owners {
			if o.id == id && o.home == home {
				r.keys[key], r.dirs = true, append(r.dirs, o.dir)
			}
		}
	case args[0] == "sandbox:prune":
		for key, o := range w.owners {
			r.keys[key] = o.home == home && w.gone(key)
		}
	default:
		r.dirs = []string{dir}
		key := keyOf(dir) // of an earlier instance, or of one whose directory was renamed
		r.keys[key] = w.owners[key].dir == dir || !exists(w.owners[key].dir)
	}
	return r
}

// gone reports whether an instance must be gone: its directory was deleted, and no
// other directory has its key.
func (w *world) gone(key string) bool {
	o := w.owners[key]
	if exists(o.dir) || !exists(filepath.Dir(o.dir)) || w.locked[o.dir] {
		return false
	}
	files, _ := filepath.Glob(filepath.Join(w.root, "*", "*", instance.File))
	return !slices.ContainsFunc(files, func(file string) bool { return keyOf(filepath.Dir(file)) == key })
}

// recordOwner records the owner of a place's key after a target.
func (w *world) recordOwner(place string, succeeded bool) {
	for name, dir := range w.places {
		key := keyOf(dir)
		if key == "" {
			continue
		}
		o, known := w.owners[key]
		if !known || name == place && succeeded && !exists(o.dir) {
			w.owners[key] = owner{home: w.home(name), id: variablesOf(dir)["INSTANCE_ID"], dir: dir}
		}
	}
}

func keyOf(dir string) string { return variablesOf(dir)[instance.KeyVariable] }

func variablesOf(dir string) map[string]string {
	text, err := os.ReadFile(filepath.Join(dir, instance.File))
	if err != nil {
		return nil
	}
	variables, _ := godotenv.UnmarshalBytes(text)
	return variables
}
