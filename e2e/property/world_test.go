//go:build unix

package property_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/joho/godotenv"
)

// world is the setting of one history: two users, each with a clone of one
// repository, its worktrees and a home, and an engine.
type world struct {
	root       string
	name       string // prefix of every name on the engine, and name of the clones
	dockerPath string
	env        []string
	places     map[string]string // directories by the names that steps use
	locked     map[string]bool   // worktrees locked by `git worktree lock`
	owners     map[string]owner  // owners of instances, by key
	number     int               // number of the step, which makes its content unique
	ran        []string          // the steps that did something
}

// commandTimeout bounds each command of a history.
const commandTimeout = 3 * time.Minute

// newWorld copies the template to an empty directory. The docker command is the
// one in bin, or the machine's if bin is empty.
func newWorld(root, name, bin string) (*world, error) {
	w := &world{root: root, name: name, places: make(map[string]string), locked: make(map[string]bool), owners: make(map[string]owner)}
	for place, path := range map[string]string{
		"main": "a/" + name, "x": "a/" + name + "--x", "y": "a/" + name + "--y", "copy": "a/" + name + "--x-copy",
		"theirs": "b/" + name, "their x": "b/" + name + "--x", "far": "mnt/" + name + "-far",
	} {
		w.places[place] = filepath.Join(root, path)
	}
	if err := w.copyTemplate(); err != nil {
		return nil, err
	}
	w.env = append(cleanEnvironment(), "GIT_CONFIG_GLOBAL="+filepath.Join(root, "gitconfig"), "GIT_CONFIG_NOSYSTEM=1", "GIT_EDITOR=true",
		"RECORDER_DIR="+filepath.Join(root, "engine"))
	w.dockerPath = "docker"
	if bin != "" {
		w.dockerPath = filepath.Join(bin, "docker")
		w.env = append(w.env, "HOME="+filepath.Join(root, "nobody"), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	return w, nil
}

// cleanEnvironment returns the environment without variables for an instance or for
// git.
func cleanEnvironment() []string {
	var env []string
	for _, variable := range os.Environ() {
		keep := true
		for _, prefix := range []string{"KTRDR_", "SANDBOX_", "COMPOSE_", "GIT_", "MAGEFILE_", "GITHUB_"} {
			keep = keep && !strings.HasPrefix(variable, prefix)
		}
		if keep {
			env = append(env, variable)
		}
	}
	return env
}

// copyTemplate copies the remotes, and a clone for each user.
func (w *world) copyTemplate() error {
	err := os.CopyFS(filepath.Join(w.root, "remotes"), os.DirFS(filepath.Join(suite.template, "remotes")))
	for _, place := range []string{"main", "theirs"} {
		err = errors.Join(err, os.CopyFS(w.places[place], os.DirFS(filepath.Join(suite.template, "clone"))))
		config := filepath.Join(w.places[place], ".git", "config")
		text, read := os.ReadFile(config)
		text = bytes.ReplaceAll(text, []byte(suite.template), []byte(w.root))
		err = errors.Join(err, read, os.WriteFile(config, text, 0o600))
	}
	images := "KTRDR_BACKEND_IMAGE=" + suite.image + "\n"
	for _, home := range []string{"home", "their home"} {
		err = errors.Join(err, write(filepath.Join(w.root, home, "images.env"), images))
	}
	return errors.Join(err, os.Mkdir(filepath.Join(w.root, "engine"), 0o700), write(filepath.Join(w.root, "gitconfig"), gitConfig))
}

const gitConfig = "[user]\nname = T\nemail = t@example.org\n[protocol \"file\"]\nallow = always\n" +
	"[gc]\nauto = 0\n[maintenance]\nauto = false\n[advice]\ndetachedHead = false\n[core]\nfsync = none\n"

func write(path, text string) error {
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600))
}

// home returns the home of the user who works in a place.
func (w *world) home(place string) string {
	if strings.HasPrefix(place, "their") {
		return filepath.Join(w.root, "their home")
	}
	return filepath.Join(w.root, "home")
}

// shell runs a script in a directory. $N is the step's number.
func (w *world) shell(dir, script string) error {
	_, err := w.command(dir, append(w.env, "N="+strconv.Itoa(w.number)), "sh", "-ec", script)
	return err
}

// docker runs a docker command.
func (w *world) docker(args ...string) (string, error) {
	return w.command(w.root, w.env, w.dockerPath, args...)
}

// command runs a command and returns its standard output.
func (w *world) command(dir string, env []string, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, env, time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%s %q in %s: %w\n%s%s", name, args, dir, err, stdout.String(), stderr.String())
	}
	return stdout.String(), nil
}

// target runs a target of the magefile in a place and judges it.
func (w *world) target(place string, args ...string) error {
	dir := w.places[place]
	if !exists(dir) {
		return errNowhere
	}
	env := append(w.env, "SANDBOX_HOME="+w.home(place))
	return w.judge(place, args, func() (string, error) { return w.command(dir, env, suite.mage, args...) })
}

var errNowhere = errors.New("there is no such directory")

// judge calls run and checks that it touched only what a target in this place may
// touch.
func (w *world) judge(place string, args []string, run func() (string, error)) error {
	before, err := w.look()
	if err != nil {
		return unjudged(err.Error())
	}
	reach := w.reach(place, args)
	output, failure := run()
	if text := output + fmt.Sprint(failure); strings.Contains(text, "recorder: ") || strings.Contains(text, "panic: ") {
		return unjudged(text)
	}
	after, err := w.look()
	if err != nil {
		return unjudged(err.Error())
	}
	if lost := before.lost(after, reach); len(lost) > 0 {
		v := &violation{lost: lost, target: strings.Join(args, " "), output: fmt.Sprint(output, failure)}
		return fmt.Errorf("%s: %w", place, v)
	}
	w.recordOwner(place, failure == nil)
	return failure
}

// unjudged returns the error for a run that proves nothing about the product.
func unjudged(output string) error {
	return &violation{lost: []string{"it could not be judged"}, output: output}
}

// violation is a forbidden effect of a target.
type violation struct {
	lost           []string
	target, output string
}

func (v *violation) Error() string {
	lost := v.lost
	if len(lost) > 6 {
		lost = append(slices.Clone(lost[:6]), fmt.Sprintf("and %d more", len(lost)-6))
	}
	return fmt.Sprintf("%s\n  %s\n%s", v.target, strings.Join(lost, "\n  "), v.output)
}

// ageClaims dates the claims of a user back to yesterday, because a fresh claim is
// never stale.
func (w *world) ageClaims(home string) error {
	yesterday := time.Now().Add(-24 * time.Hour)
	return filepath.WalkDir(home, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasPrefix(e.Name(), "slot-") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		claim, err := godotenv.UnmarshalBytes(text)
		if err != nil || claim["CREATED_AT"] == "" {
			return err
		}
		aged := bytes.ReplaceAll(text, []byte(claim["CREATED_AT"]), []byte(yesterday.UTC().Format(time.RFC3339)))
		return os.WriteFile(path, aged, 0o600)
	})
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
