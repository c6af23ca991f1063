//go:build e2e

package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const keyVariable = "SANDBOX_KEY"

func TestInitRestoresTheFileAfterGitClean(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.set(t, "MY_OWN", "edit")
	in.file = in.read(t)
	in.git(t, "init", "-q", "-b", "main")
	in.run(t, "sandbox:init").shows(t, "unchanged") // but the file is ignored by git
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "first")
	in.run(t, "sandbox:up").exits(t, 0)
	in.sql(t, "CREATE TABLE kept AS SELECT 42 AS n")

	in.git(t, "clean", "-qxfd")
	in.run(t, "sandbox:status").complains(t, "mage sandbox:init")
	r := in.run(t, "sandbox:init")
	r.exits(t, 0)
	r.shows(t, "Instance: "+in.id, "restored")
	if got := in.read(t); got != in.file {
		t.Errorf("the file is\n%s\nit was\n%s", got, in.file)
	}
	in.run(t, "sandbox:up").exits(t, 0)
	if got := in.sql(t, "SELECT n FROM kept"); got != "42" {
		t.Errorf("the data is %q", got)
	}
}

func TestInitHasGitIgnoreItsFiles(t *testing.T) {
	t.Parallel()
	in := newDirectory(t)
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "first")
	for range 2 {
		in.run(t, "sandbox:init").exits(t, 0)
	}
	if status := in.git(t, "status", "--porcelain"); status != "" {
		t.Errorf("git shows\n%s", status)
	}
	exclude, err := os.ReadFile(filepath.Join(in.dir, ".git", "info", "exclude"))
	if err != nil || strings.Count(string(exclude), "\n.env.sandbox\n") != 1 {
		t.Errorf("got %q, %v", exclude, err)
	}
}

func TestTrackedFileIsRefused(t *testing.T) {
	t.Parallel()
	in := newRepository(t)
	in.run(t, "sandbox:init").exits(t, 0)
	in.git(t, "add", "-f", envFile)
	in.git(t, "commit", "-q", "-m", "tracked")
	for _, args := range [][]string{{"sandbox:init"}, {"sandbox:up"}, {"sandbox:create", "x"}, {"sandbox:restore", "x", "-yes"}} {
		r := in.run(t, args...)
		r.exits(t, 1)
		r.complains(t, "git tracks "+envFile, "git rm --cached "+envFile)
	}
	if _, err := os.Stat(in.dir + "--x"); !os.IsNotExist(err) {
		t.Errorf("a worktree is left: %v", err)
	}
}

func TestCopyOfAnInstanceIsRefusedUntilItHasItsOwnKey(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.file = in.read(t)
	in.run(t, "sandbox:up").exits(t, 0)
	in.sql(t, "CREATE TABLE kept AS SELECT 42 AS n")
	copied := &instance{dir: in.dir + "-copy", id: in.id + "-copy", env: in.env}
	if err := os.CopyFS(copied.dir, os.DirFS(in.dir)); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"", "stop", "down"} {
		switch state {
		case "stop":
			mustDocker(t, "stop", "-t", "1", in.container(t, "db"))
		case "down":
			in.run(t, "sandbox:down").exits(t, 0)
		}
		before := in.objects(t)
		for _, target := range []string{
			"sandbox:up", "sandbox:gate", "sandbox:status", "sandbox:logs", "sandbox:down -volumes -yes", "sandbox:destroy -yes -force",
			"sandbox:env", "sandbox:compose ps", "sandbox:timings",
		} {
			r := copied.run(t, strings.Fields(target)...)
			r.exits(t, 1)
			r.complains(t, "is a copy of instance "+in.id+" in "+in.dir, "mage sandbox:init")
		}
		if after := in.objects(t); after != before {
			t.Errorf("the original's objects were\n%s\nand are\n%s", before, after)
		}
	}

	slot, err := suite.slots.take()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := removeLeftovers(copied.id); err != nil {
			t.Error(err)
		}
		suite.slots.giveBack(slot)
	})
	r := copied.run(t, "sandbox:init", "-slot="+strconv.Itoa(slot))
	r.exits(t, 0)
	r.shows(t, "Instance: "+copied.id)
	original, copy := in.variables(t), copied.variables(t)
	for _, name := range []string{keyVariable, "KTRDR_DB_PASSWORD", "SLOT_NUMBER"} {
		if copy[name] == "" || copy[name] == original[name] {
			t.Errorf("the copy has %s=%s", name, copy[name])
		}
	}
	if text, err := os.ReadFile(filepath.Join(copied.dir, ".sandbox", "copied.env")); err != nil || string(text) != in.file {
		t.Errorf("the copied file is %q, %v", text, err)
	}
	copied.set(t, "KTRDR_BACKEND_IMAGE", original["KTRDR_BACKEND_IMAGE"])
	copied.set(t, "COMPOSE_PROFILES", "")
	copied.run(t, "sandbox:up").exits(t, 0)
	if got := copied.sql(t, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'"); got != "0" {
		t.Errorf("the copy has the original's data")
	}
	copied.run(t, "sandbox:destroy", "-yes").exits(t, 0)
	in.run(t, "sandbox:up").exits(t, 0)
	if got := in.sql(t, "SELECT n FROM kept"); got != "42" {
		t.Errorf("the data is %q", got)
	}
}

// objects returns the ids of all objects in the instance's project.
func (in *instance) objects(t *testing.T) string {
	t.Helper()
	ids, err := leftovers(in.id)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(ids, "\n")
}

func TestMovedInstanceKeepsItsKey(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string]func(dir string) (from, to string){
		"the directory is renamed": func(dir string) (from, to string) { return dir, dir + "-renamed" },
		"its parent is renamed":    func(dir string) (from, to string) { return filepath.Dir(dir), filepath.Dir(dir) + "-renamed" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newInstance(t).inParent(t)
			in.run(t, "sandbox:up").exits(t, 0)
			in.sql(t, "CREATE TABLE kept AS SELECT 42 AS n")
			from, to := moved(in.dir)
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
			in.dir = to + strings.TrimPrefix(in.dir, from)
			ageClaims(t, in)
			in.run(t, "sandbox:status").exits(t, 0)
			in.run(t, "sandbox:prune", "-yes").exits(t, 0)
			in.run(t, "sandbox:up").exits(t, 0)
			if got := in.sql(t, "SELECT n FROM kept"); got != "42" {
				t.Errorf("the data is %q", got)
			}
			r := in.run(t, "sandbox:list", "-json")
			r.shows(t, in.dir)
			if strings.Contains(r.stdout, `"stale"`) || strings.Contains(r.stdout, from+`"`) {
				t.Errorf("the claim does not follow\n%s", r)
			}
		})
	}
}

// inParent moves an instance that was never started into a new folder with a new
// home. Its stack is only the database.
func (in *instance) inParent(t *testing.T) *instance {
	t.Helper()
	in.only(t, "db")
	dir := filepath.Join(filepath.Dir(in.dir), "parent", filepath.Base(in.dir))
	if err := errors.Join(os.Mkdir(filepath.Dir(dir), 0o755), os.Rename(in.dir, dir)); err != nil {
		t.Fatal(err)
	}
	in.dir, in.file = dir, ""
	in.run(t, "sandbox:init").exits(t, 0) // updates the claim
	in.file = in.read(t)
	return in
}

// asOfVersion01 removes the key from the file and the claim, as version 0.1 wrote them.
func (in *instance) asOfVersion01(t *testing.T) {
	t.Helper()
	claims, err := filepath.Glob(filepath.Join(in.home(), "slot-*"))
	if err != nil || len(claims) == 0 {
		t.Fatalf("claims %q, %v", claims, err)
	}
	for _, path := range append(claims, filepath.Join(in.dir, envFile)) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text = regexp.MustCompile(`(?m)^(KEY|OWNER|ROOT|PORTS|`+keyVariable+`)=.*\n`).ReplaceAll(text, nil)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(filepath.Join(in.home(), "kept")); err != nil {
		t.Fatal(err)
	}
	in.file = in.read(t)
}

func TestVersion01GetsAKeyWhereItsContainersProveIt(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.asOfVersion01(t)
	mustDocker(t, "compose", "--project-directory", in.dir, "--env-file", filepath.Join(in.dir, envFile), "-p", in.id, "up", "-d", "--wait", "db")
	in.run(t, "sandbox:up").exits(t, 0)
	key := in.variables(t)[keyVariable]
	if len(key) != 26 || in.read(t) != in.file+keyVariable+"=\""+key+"\"\n" {
		t.Errorf("the file is\n%s", in.read(t))
	}
	in.file = in.read(t)
	claims, err := filepath.Glob(filepath.Join(in.home(), "slot-*"))
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %q, %v", claims, err)
	}
	if text, err := os.ReadFile(claims[0]); err != nil || !strings.Contains(string(text), "KEY=\""+key+"\"") {
		t.Errorf("the claim is\n%s%v", text, err)
	}
	in.run(t, "sandbox:down", "-volume="+in.id+"_db_data", "-yes").exits(t, 0) // the volume is older than the key
}

func TestVersion01GetsAKeyWhereNothingOfItExists(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.asOfVersion01(t)
	in.run(t, "sandbox:up").exits(t, 0)
	if key := in.variables(t)[keyVariable]; len(key) != 26 {
		t.Errorf("the key is %q", key)
	}
	in.file = in.read(t)
}

func TestVersion01GetsNoKeyFromContainersOfAnotherDirectory(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.asOfVersion01(t)
	other := filepath.Join(t.TempDir(), "other")
	if err := os.CopyFS(other, os.DirFS(in.dir)); err != nil {
		t.Fatal(err)
	}
	mustDocker(t, "compose", "--project-directory", other, "--env-file", filepath.Join(in.dir, envFile), "-p", in.id, "up", "-d", "db")
	t.Cleanup(func() {
		if err := removeLeftovers(in.id); err != nil {
			t.Error(err)
		}
	})
	if err := os.RemoveAll(other); err != nil { // a missing directory proves nothing
		t.Fatal(err)
	}
	before := in.objects(t)
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, "was started from "+other, "mage sandbox:init -name=ID")
	if in.read(t) != in.file || in.objects(t) != before {
		t.Errorf("something was changed\n%s", r)
	}
}
