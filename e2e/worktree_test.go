//go:build e2e

package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// newRepository returns a git repository with the project, whose stack is only the
// database. It is not an instance.
func newRepository(t *testing.T) *instance {
	t.Helper()
	in := newDirectory(t)
	in.leaveOthersOut(t, "db")
	in.commit(t)
	return in
}

// commit makes the directory a git repository.
func (in *instance) commit(t *testing.T) {
	t.Helper()
	in.write(t, ".gitignore", ".env.sandbox\n.sandbox/\n/ktrdr/bin/\n*.log\n")
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "first")
}

func (in *instance) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", in.dir, "-c", "user.name=T", "-c", "user.email=t@example.org"}, args...)...)
	text, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// worktree returns an instance that sandbox:create made, with the shared
// application image.
func (in *instance) worktree(t *testing.T, name string) *instance {
	t.Helper()
	slot, err := suite.slots.take()
	if err != nil {
		t.Fatal(err)
	}
	made := &instance{dir: in.dir + "--" + name, id: in.id + "--" + name, slot: slot, env: in.env}
	t.Cleanup(func() {
		if err := errors.Join(removeLeftovers(made.id), suite.slots.giveBack(slot)); err != nil {
			t.Error(err)
		}
	})
	r := in.run(t, "sandbox:create", name, "-slot="+strconv.Itoa(slot))
	r.exits(t, 0)
	r.shows(t, "Instance: "+made.id+" (slot "+strconv.Itoa(slot)+")", "Worktree: "+made.dir+" (branch "+name+")", "cd "+made.dir)
	image, err := suite.image()
	if err != nil {
		t.Fatal(err)
	}
	made.set(t, "KTRDR_BACKEND_IMAGE", image)
	made.set(t, "COMPOSE_PROFILES", "")
	made.file = made.read(t)
	return made
}

// sql runs a statement in the instance's database.
func (in *instance) sql(t *testing.T, statement string) string {
	t.Helper()
	v := in.variables(t)
	return strings.TrimSpace(mustDocker(t, "exec", in.container(t, "db"), "psql", "-U", v["KTRDR_DB_USER"], "-d", v["KTRDR_DB_NAME"], "-At", "-c", statement))
}

func TestEachWorktreeHasItsOwnData(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	one, other := repository.worktree(t, "one"), repository.worktree(t, "other")
	for _, in := range []*instance{one, other} {
		in.run(t, "sandbox:up").exits(t, 0)
		in.sql(t, "CREATE TABLE whose AS SELECT '"+in.id+"' AS id")
	}
	for _, in := range []*instance{one, other} {
		if got := in.sql(t, "SELECT id FROM whose"); got != in.id {
			t.Errorf("%s holds the data of %s", in.id, got)
		}
	}

	repository.run(t, "sandbox:destroy", "-instance="+one.id).exits(t, 1) // destroy could not ask for consent
	one.write(t, "notes.log", "mine")
	r := repository.run(t, "sandbox:destroy", "-instance="+one.id, "-yes")
	r.exits(t, 1)
	r.complains(t, `ignored file "notes.log"`, "-force", "nothing was removed")
	one.run(t, "sandbox:gate").exits(t, 0)
	if err := os.Remove(filepath.Join(one.dir, "notes.log")); err != nil {
		t.Fatal(err)
	}
	r = one.run(t, "sandbox:destroy", "-yes")
	r.exits(t, 0)
	r.shows(t, "Instance "+one.id+" is destroyed")
	one.holdsNothing(t)
	one.isGone(t)
	if got := repository.git(t, "branch", "--format=%(refname:short)"); got != "main\none\nother\n" {
		t.Errorf("branches %q", got)
	}

	other.run(t, "sandbox:gate").exits(t, 0)
	if got := other.sql(t, "SELECT id FROM whose"); got != other.id {
		t.Errorf("the other's data is %q", got)
	}
	other.write(t, "notes.log", "mine")
	r = other.run(t, "sandbox:destroy", "-yes", "-force")
	r.exits(t, 0)
	r.complains(t, `discarding ignored file "notes.log"`)
	other.holdsNothing(t)
	other.isGone(t)
}

func (in *instance) isGone(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(in.dir); !os.IsNotExist(err) {
		t.Errorf("%s still exists: %v", in.dir, err)
	}
}

// The id selects the instance to destroy, from any directory. An instance whose
// file cannot be read is kept.
func TestDestroyByIDFromAnywhere(t *testing.T) {
	t.Parallel()
	broken := newBareInstance(t)
	other := newDirectory(t).onMachineOf(broken)
	nowhere := *other
	nowhere.dir = t.TempDir()
	content := strings.Replace(broken.file, "SLOT_NUMBER=", "SLOT_NUMBER=x", 1)
	broken.write(t, envFile, content)
	for _, from := range []*instance{broken, &nowhere} {
		other.run(t, "sandbox:init").exits(t, 0)
		r := from.run(t, "sandbox:destroy", "-instance="+other.id, "-yes")
		r.exits(t, 0)
		r.shows(t, "Instance "+other.id+" is destroyed")
		if _, err := os.Stat(filepath.Join(other.dir, envFile)); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", envFile, err)
		}
	}
	r := nowhere.run(t, "sandbox:destroy", "-instance="+broken.id, "-yes")
	r.exits(t, 1)
	r.complains(t, broken.dir, "SLOT_NUMBER", "mend or remove that file", "nothing was removed")
	if broken.read(t) != content {
		t.Errorf("%s was changed", envFile)
	}
}

func TestPruneRemovesRemainsOfADeletedWorktree(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	gone := repository.worktree(t, "gone")
	gone.run(t, "sandbox:up").exits(t, 0)
	if err := os.RemoveAll(gone.dir); err != nil {
		t.Fatal(err)
	}
	ageClaims(t, repository)

	next := repository.exporting()
	r := next.run(t, "sandbox:create", "next", "-slot="+strconv.Itoa(gone.slot))
	r.exits(t, 1)
	r.complains(t, "slot "+strconv.Itoa(gone.slot), "1 container, 1 network, 1 volume", gone.id, "mage sandbox:prune")
	if _, err := os.Stat(repository.dir + "--next"); !os.IsNotExist(err) {
		t.Errorf("a refused create left its directory: %v", err)
	}

	r = repository.run(t, "sandbox:prune")
	r.exits(t, 1)
	r.shows(t, gone.id+" (slot "+strconv.Itoa(gone.slot)+") in "+gone.dir+": its directory is gone; left: 1 container, 1 network, ")
	r.complains(t, "-yes")
	if left, err := leftovers(gone.id); err != nil || len(left) < 3 {
		t.Fatalf("left %q, %v", left, err)
	}
	r = repository.run(t, "sandbox:prune", "-yes")
	r.exits(t, 0)
	r.shows(t, "Removed "+gone.id)
	gone.holdsNothing(t)
	repository.run(t, "sandbox:prune").shows(t, "There is nothing to prune")
}

// If a home is lost or replaced, its claims are gone too. Then nothing proves who
// owns the remaining containers.
func TestUnclaimedObjectsAreKept(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	gone := repository.worktree(t, "gone")
	gone.run(t, "sandbox:up").exits(t, 0)
	if err := os.RemoveAll(gone.dir); err != nil {
		t.Fatal(err)
	}
	before, err := leftovers(gone.id)
	if err != nil || len(before) < 3 {
		t.Fatalf("left %q, %v", before, err)
	}
	r := repository.exporting("SANDBOX_HOME="+t.TempDir()).run(t, "sandbox:prune", "-yes")
	r.exits(t, 0)
	r.complains(t, "keeping "+gone.id+": 1 container, 1 of them up, started from "+gone.dir+", which is gone; no claim here records it")
	r.keepsQuiet(t, "docker compose")
	if after, err := leftovers(gone.id); err != nil || strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("of %q there is %q, %v", before, after, err)
	}
}

// home returns the folder with the claims of the instance's machine.
func (in *instance) home() string { return strings.TrimPrefix(in.env[0], "SANDBOX_HOME=") }

// ageClaims dates the claims of a machine back to yesterday.
func ageClaims(t *testing.T, in *instance) {
	t.Helper()
	claims, err := filepath.Glob(filepath.Join(in.home(), "slot-*"))
	if err != nil || len(claims) == 0 {
		t.Fatalf("claims %q, %v", claims, err)
	}
	for _, path := range claims {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text = regexp.MustCompile(`CREATED_AT=.*`).ReplaceAll(text, []byte(`CREATED_AT="2026-01-01T00:00:00Z"`))
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRenamedInstanceKeepsItsData(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.file = in.read(t)
	in.run(t, "sandbox:up").exits(t, 0)
	in.sql(t, "CREATE TABLE kept AS SELECT 42 AS n")
	before := in.dir
	in.dir += "-renamed"
	if err := os.Rename(before, in.dir); err != nil {
		t.Fatal(err)
	}
	ageClaims(t, in)
	r := in.run(t, "sandbox:prune", "-yes")
	r.exits(t, 0)
	r.complains(t, "keeping "+in.id, in.dir+" is the same instance")
	in.run(t, "sandbox:up").exits(t, 0)
	if got := in.sql(t, "SELECT n FROM kept"); got != "42" {
		t.Errorf("the data is %q", got)
	}
	in.run(t, "sandbox:prune", "-yes").shows(t, "There is nothing to prune")
}

func TestProjectWithTheSameNameSurvivesEveryTarget(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	other := t.TempDir()
	image := in.variables(t)["KTRDR_BACKEND_IMAGE"]
	file := filepath.Join(other, "compose.yml")
	if err := os.WriteFile(file, []byte("services: {backend: {image: "+image+", command: backend, volumes: [data:/data]}}\nvolumes: {data: {}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustDocker(t, "compose", "-f", file, "-p", in.id, "up", "-d")
	t.Cleanup(func() { mustDocker(t, "compose", "-f", file, "-p", in.id, "down", "-v") })
	before, err := leftovers(in.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"sandbox:up"}, {"sandbox:gate"}, {"sandbox:status"}, {"sandbox:logs"},
	} {
		r := in.run(t, args...)
		r.exits(t, 1)
		r.complains(t, in.id, other)
	}
	for _, args := range [][]string{{"sandbox:down"}, {"sandbox:down", "-volumes", "-yes"}, {"sandbox:destroy", "-yes"}} {
		r := in.run(t, args...)
		r.exits(t, 0)
		r.complains(t, "kept: container "+in.id+"-backend-1, without a key, of Compose project "+in.id+" in "+other, "kept: volume "+in.id+"_data", "kept: network ")
	}
	in.run(t, "sandbox:prune", "-yes").exits(t, 0)
	if after, err := leftovers(in.id); err != nil || strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("of %q there is %q, %v", before, after, err)
	}
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	repository.git(t, "branch", "busy")
	repository.git(t, "worktree", "add", "-q", repository.dir+"-elsewhere", "busy")
	if err := os.Mkdir(repository.dir+"--there", 0o700); err != nil {
		t.Fatal(err)
	}
	empty := newDirectory(t)
	empty.git(t, "init", "-q")
	none := newDirectory(t)
	for _, test := range []struct {
		in   *instance
		args []string
		want string
	}{
		{repository, []string{strings.Repeat("x", 300)}, "cannot name a worktree"},
		{repository, []string{"🦔"}, "cannot name a worktree"},
		{repository, []string{"../x"}, "cannot name a worktree"},
		{repository, []string{"x", "-slot=41"}, "slot 41 is out of range"},
		{repository, []string{"x", "-name=X!"}, "instance id"},
		{repository, []string{"x", "-branch=a..b"}, "not a valid branch name"},
		{repository, []string{"x", "-branch=busy"}, "'busy' is already "},
		{repository, []string{"there"}, "is there already"},
		{empty, []string{"x"}, "has no commit yet"},
		{none, []string{"x"}, "not in the worktree of a git repository"},
	} {
		r := test.in.run(t, append([]string{"sandbox:create"}, test.args...)...)
		r.exits(t, 1)
		r.complains(t, test.want)
		for _, left := range []string{"x", strings.Repeat("x", 300)} {
			if _, err := os.Stat(test.in.dir + "--" + left); err == nil {
				t.Errorf("%s left its directory", r.command)
			}
		}
	}
	if got := repository.git(t, "branch", "--format=%(refname:short)"); got != "busy\nmain\n" {
		t.Errorf("branches %q", got)
	}
	home := strings.TrimPrefix(repository.env[0], "SANDBOX_HOME=")
	claims, _ := filepath.Glob(filepath.Join(home, "slot-*"))
	for _, path := range claims {
		if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "INSTANCE_ID") {
			t.Errorf("a claim is left: %s, %v", text, err)
		}
	}
}
