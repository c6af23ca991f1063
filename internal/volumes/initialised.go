package volumes

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// recordFile holds, in the state folder, what is known of the first start of databases
// on their volumes.
const recordFile = "volumes.json"

// record says which volumes are new, and which are half-made. The images of databases run
// their init scripts only while the volume is empty: if a script fails and the container
// is started again, the rest is never run, and the database answers all the same.
type record struct {
	// New holds the volumes of which no database has answered yet.
	New []string `json:"new,omitempty"`
	// HalfMade holds the service that exited while it initialised the volume.
	HalfMade map[string]string `json:"half_made,omitempty"`
}

// readRecord returns the record of an instance's directory, the zero record if there is
// none that can be read.
func readRecord(dir string) (r record) {
	if instance.ReadRecord(dir, recordFile, &r) != nil {
		return record{}
	}
	return r
}

func (r record) write(dir string) error {
	if len(r.New) == 0 && len(r.HalfMade) == 0 {
		return instance.RemoveRecord(dir, recordFile)
	}
	return instance.Record(dir, recordFile, r)
}

// noteNew records that volumes are made anew.
func noteNew(dir string, specs []docker.VolumeSpec) error {
	r := readRecord(dir)
	for _, spec := range specs {
		delete(r.HalfMade, spec.Name)
		if !slices.Contains(r.New, spec.Name) {
			r.New = append(r.New, spec.Name)
		}
	}
	return r.write(dir)
}

// Filled records that volumes hold copied data: no database initialises them.
func Filled(dir string, names []string) error {
	r := readRecord(dir)
	r.New = slices.DeleteFunc(r.New, func(name string) bool { return slices.Contains(names, name) })
	for _, name := range names {
		delete(r.HalfMade, name)
	}
	return r.write(dir)
}

// FirstRun is what is known of a database's first run on a new volume.
type FirstRun int

// A first run goes on, has led to an answer, or ended with an error before.
const (
	Unfinished FirstRun = iota
	Answered
	Exited
)

// HalfMade returns a sentence for each volume that a database may have initialised only in
// part, in this attempt or before. Existed holds the containers before the attempt; run
// returns what is known of a container's first run.
func HalfMade(dir string, existed, containers []docker.Container, run func(docker.Container) FirstRun) (sentences []string, err error) {
	r := readRecord(dir)
	changed := false
	for _, c := range containers {
		isOld := slices.ContainsFunc(existed, func(old docker.Container) bool { return old.ID == c.ID })
		for _, m := range c.Mounts {
			if m.Type != "volume" || !isData(m.Destination) {
				continue
			}
			anonymous := docker.Volume{Name: m.Name}.Anonymous()
			if slices.Contains(r.New, m.Name) || anonymous && !isOld {
				changed = r.note(m.Name, c.Service(), run(c)) || changed
			}
			if service, half := r.HalfMade[m.Name]; half {
				sentences = append(sentences, sentence(service, m.Name))
			}
		}
	}
	if changed {
		err = r.write(dir)
	}
	return sentences, err
}

// note notes a first run, and reports whether that changes the record.
func (r *record) note(volume, service string, run FirstRun) (changed bool) {
	if run == Unfinished {
		return false
	}
	known := len(r.New)
	r.New = slices.DeleteFunc(r.New, func(name string) bool { return name == volume })
	if run == Answered {
		return len(r.New) < known
	}
	if r.HalfMade == nil {
		r.HalfMade = make(map[string]string)
	}
	r.HalfMade[volume] = service
	return true
}

// CheckInitialised returns an error if a database may not have initialised one of the named
// volumes to its end: no start has seen it answer, or it exited before it did. A copy of
// such data would never be completed.
func CheckInitialised(w workspace.Workspace, names []string) error {
	r := readRecord(w.Instance.Dir)
	for service, name := range Databases(w.Config, names) {
		if exited, half := r.HalfMade[name]; half {
			return errors.New(sentence(exited, name))
		}
		if slices.Contains(r.New, name) {
			return fmt.Errorf("%s of instance %s may still initialise its volume %s: no start has seen it answer; run `mage sandbox:up` in %s, which waits for it, and try again",
				service, w.Instance.ID, name, w.Instance.Dir)
		}
	}
	return nil
}

// Databases returns the services that keep a database in one of the named volumes, in
// alphabetical order, each with the volume.
func Databases(config compose.Config, names []string) iter.Seq2[string, string] {
	return func(yield func(service, volume string) bool) {
		for _, service := range config.Names() {
			for _, m := range config.Services[service].Volumes {
				name := config.Volumes[m.Source].Name
				if m.Type == "volume" && isData(m.Target) && slices.Contains(names, name) && !yield(service, name) {
					return
				}
			}
		}
	}
}

func sentence(service, volume string) string {
	return fmt.Sprintf("%s exited during its first initialisation; the volume may be half-made: %s. "+
		"`mage sandbox:down -volumes` deletes it; to keep it, delete .sandbox/%s", service, volume, recordFile)
}

// dataFolders are the folders in which the images of databases keep their data, and which
// their init scripts fill.
var dataFolders = []string{"/var/lib/postgresql", "/home/postgres/pgdata", "/var/lib/mysql", "/data/db", "/bitnami"}

// isData reports whether a database keeps its data in a folder.
func isData(folder string) bool {
	return slices.ContainsFunc(dataFolders, func(data string) bool { return folder == data || strings.HasPrefix(folder, data+"/") })
}
