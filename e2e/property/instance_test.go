//go:build unix

package property_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// action is a step that is more than a script in a worktree.
type action struct {
	name   string
	places []string // places where it can happen
	do     func(w *world, place string) error
}

var (
	clones    = []string{"main", "theirs"}
	instances = []string{"x", "y", "copy", "their x", "far", "main"}
	worktrees = []string{"x", "y", "their x", "far"}
)

// lives holds the steps of instances that are not meant to remove anything.
var lives = []action{
	{"creates x", clones, runs("sandbox:create", "x")},
	{"creates y", []string{"main"}, runs("sandbox:create", "y")},
	{"inits", instances, runs("sandbox:init")},
	{"inits by the name of x", []string{"theirs", "copy"}, initsAsX},
	{"adopts volumes", []string{"x", "their x"}, runs("sandbox:init", "-adopt-volumes", "-yes")},
	{"is added", []string{"far"}, addFar},
	{"ups", instances, runs("sandbox:up", "-nowait")},
	{"ups by plain Compose", instances, plainCompose},
	{"downs", instances, runs("sandbox:down")},
	{"loses its .env.sandbox", instances, func(w *world, place string) error { return os.Remove(filepath.Join(w.places[place], ".env.sandbox")) }},
	{"declares a volume with an explicit name", []string{"x", "y", "their x"}, declareNamed},
	{"finds another's volume", []string{"x", "their x"}, foreignVolume},
	{"finds another's container", []string{"x", "their x"}, foreignContainer},
	{"is copied", []string{"x"}, func(w *world, place string) error {
		return w.shell(w.root, "test ! -e "+quote(w.places["copy"])+"; cp -a "+quote(w.places[place])+" "+quote(w.places["copy"]))
	}},
	{"is moved by git", worktrees, move("-moved", `git worktree move "$PWD" "$PWD-moved"`)},
	{"is renamed", append(worktrees, "main", "copy"), move("-moved", `mv "$PWD" "$PWD-moved"`)},
	{"is moved to another depth", append(worktrees, "copy"), move("-moved/deep", `mkdir "$PWD-moved"; mv "$PWD" "$PWD-moved/deep"`)},
	{"is locked", worktrees, lock},
	{"is deleted", append(worktrees, "copy"), remove},
	{"is deleted and pruned by git", worktrees, func(w *world, place string) error {
		return errors.Join(remove(w, place), w.shell(w.places["main"], "git worktree prune"))
	}},
	{"is unmounted", []string{"far"}, func(w *world, _ string) error { return w.rename("mnt", "unmounted") }},
	{"is mounted again", []string{"far"}, func(w *world, _ string) error { return w.rename("unmounted", "mnt") }},
	{"gets another parent", []string{"main"}, func(w *world, _ string) error { return w.rename("a", "a-renamed") }},
}

// removals holds the steps that remove something, all without -force.
var removals = []action{
	{"destroys", instances, runs("sandbox:destroy", "-yes")},
	{"destroys x by its id", []string{"main", "theirs", "y"}, func(w *world, place string) error {
		return w.target(place, "sandbox:destroy", "-yes", "-instance="+w.name+"--x")
	}},
	{"destroys far by its id", []string{"main"}, func(w *world, place string) error {
		return w.target(place, "sandbox:destroy", "-yes", "-instance="+w.name+"-far")
	}},
	{"prunes", []string{"main", "theirs", "x"}, func(w *world, place string) error {
		return errors.Join(w.ageClaims(w.home(place)), w.target(place, "sandbox:prune", "-yes"))
	}},
	{"downs with volumes", instances, runs("sandbox:down", "-volumes", "-yes")},
}

func runs(args ...string) func(*world, string) error {
	return func(w *world, place string) error { return w.target(place, args...) }
}

func initsAsX(w *world, place string) error {
	return w.target(place, "sandbox:init", "-name="+w.name+"--x")
}

func addFar(w *world, place string) error {
	if err := w.shell(w.places["main"], "git worktree add -q --detach "+quote(w.places[place])); err != nil {
		return err
	}
	return w.target(place, "sandbox:init")
}

// plainCompose starts the project of a place with plain Compose.
func plainCompose(w *world, place string) error {
	v := variablesOf(w.places[place])
	if v == nil {
		return errors.New("it is no instance")
	}
	_, err := w.command(w.places[place], append(w.env, "COMPOSE_PROJECT_NAME="+v["INSTANCE_ID"], "KTRDR_BACKEND_IMAGE="+suite.image, "KTRDR_DB_PASSWORD=plain"),
		w.dockerPath, "compose", "up", "-d")
	return err
}

// declareNamed commits and pushes a volume name that all clones share.
func declareNamed(w *world, place string) error {
	override := fmt.Sprintf(`{"services": {"backend": {"image": "%s", "volumes": [{"type": "volume", "source": "shared", "target": "/shared"}]}},`+
		` "volumes": {"shared": {"name": "%s-shared"}}}`, suite.image, w.name)
	path := filepath.Join(w.places[place], "docker-compose.override.yml")
	if !exists(w.places[place]) || exists(path) {
		return errors.New("it cannot be declared")
	}
	if err := os.WriteFile(path, []byte(override), 0o600); err != nil {
		return err
	}
	return w.shell(w.places[place], "git add docker-compose.override.yml; git commit -qm $N; git push -q origin HEAD:refs/heads/pushed-$N")
}

func foreignVolume(w *world, place string) error {
	id := filepath.Base(w.places[place])
	_, err := w.docker("volume", "create", "--label", "com.docker.compose.project="+id, "--label", "com.docker.compose.volume=db_data", id+"_db_data")
	return err
}

func foreignContainer(w *world, place string) error {
	id := filepath.Base(w.places[place])
	_, err := w.docker("run", "-d", "--name", fmt.Sprintf("%s-other-%d", id, w.number), "--label", "com.docker.compose.project="+id,
		"--label", "com.docker.compose.service=db", "--label", "com.docker.compose.project.working_dir=/elsewhere/"+id, suite.image)
	return err
}

// move returns a step that moves the directory of a place by a script.
func move(suffix, script string) func(*world, string) error {
	return func(w *world, place string) error {
		dir := w.places[place]
		if !exists(dir) {
			return errNowhere
		}
		if err := w.shell(dir, script); err != nil {
			return err
		}
		w.places[place] = dir + filepath.FromSlash(suffix)
		return nil
	}
}

func lock(w *world, place string) error {
	err := w.shell(w.places[place], "git worktree lock .")
	if err == nil {
		w.locked[w.places[place]] = true
	}
	return err
}

func remove(w *world, place string) error {
	if !exists(w.places[place]) {
		return errNowhere
	}
	return os.RemoveAll(w.places[place])
}

// rename renames a folder of the world with all places in it.
func (w *world) rename(from, to string) error {
	from, to = filepath.Join(w.root, from), filepath.Join(w.root, to)
	if err := os.Rename(from, to); err != nil {
		return err
	}
	for place, dir := range w.places {
		if inside, found := strings.CutPrefix(dir, from+string(filepath.Separator)); found {
			w.places[place] = filepath.Join(to, inside)
		}
	}
	return nil
}

func quote(path string) string { return "'" + path + "'" }
