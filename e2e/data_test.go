//go:build e2e && unix

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/report"
)

// newDatabase returns an instance whose database runs and has rows.
func newDatabase(t *testing.T) *instance {
	t.Helper()
	in := newInstance(t)
	in.only(t, "db")
	in.run(t, "sandbox:up").exits(t, 0)
	in.query(t, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
	t.Cleanup(func() {
		for _, s := range in.snapshots(t) {
			in.run(t, "sandbox:snapshots", "-delete="+s.Name, "-yes").exits(t, 0)
		}
	})
	return in
}

// rows returns the number of rows in the instance's database.
func (in *instance) rows(t *testing.T) string {
	t.Helper()
	return in.query(t, "SELECT count(*)::text FROM kept")
}

func (in *instance) snapshots(t *testing.T) []report.SavedData {
	t.Helper()
	r := in.run(t, "sandbox:snapshots", "-json")
	r.exits(t, 0)
	return document[report.Snapshots](t, r, "snapshots").Snapshots
}

// beside returns another instance of the machine, with the database of in's stack alone.
func (in *instance) beside(t *testing.T, args ...string) (*instance, result) {
	t.Helper()
	other, err := makeDirectory(t.TempDir(), instanceID(suite.count.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	other = other.onMachineOf(in)
	if other.slot, err = suite.slots.take(); err != nil {
		t.Fatal(err)
	}
	other.leaveOthersOut(t, "db")
	t.Cleanup(func() {
		other.file = readFile(t, filepath.Join(other.dir, envFile))
		if err := errors.Join(other.remove(), suite.slots.giveBack(other.slot)); err != nil {
			t.Error(err)
		}
	})
	r := other.run(t, append([]string{"sandbox:init", "-slot=" + strconv.Itoa(other.slot)}, args...)...)
	other.set(t, "COMPOSE_PROFILES", "")
	return other, r
}

func TestDataIsCopiedKeptAndBroughtBack(t *testing.T) {
	t.Parallel()
	in := newDatabase(t)
	container := in.compose(t, "ps", "-q", "db")

	t.Run("into a new instance, with its password", func(t *testing.T) {
		other, r := in.beside(t, "-data="+in.id)
		r.exits(t, 0)
		if got := in.compose(t, "ps", "-q", "db"); got != container {
			t.Errorf("the source's container was %s and is %s", container, got)
		}
		in.run(t, "sandbox:gate").exits(t, 0)
		if mine, theirs := in.variables(t)["KTRDR_DB_PASSWORD"], other.variables(t)["KTRDR_DB_PASSWORD"]; mine != theirs {
			t.Error("the new instance has another password")
		}
		other.run(t, "sandbox:up").shows(t, "✓ Database", "PASSED")
		other.query(t, "DELETE FROM kept WHERE id > 10")
		if mine, theirs := in.rows(t), other.rows(t); mine != "1000" || theirs != "10" {
			t.Errorf("the instances have %s and %s rows", mine, theirs)
		}
		again := other.run(t, "sandbox:init", "-data="+in.id)
		again.exits(t, 1)
		again.complains(t, "has data already", "mage sandbox:down -volumes")
	})
	t.Run("into a snapshot and back", func(t *testing.T) {
		r := in.run(t, "sandbox:snapshot", "full", "-json")
		r.exits(t, 0)
		if kept := document[report.Snapshot](t, r, "snapshot").Snapshot; kept.Bytes < 1e6 || kept.Instance != in.id || len(kept.Volumes) != 1 {
			t.Errorf("got %+v", kept)
		}
		in.run(t, "sandbox:snapshot", "full").complains(t, "there is a snapshot full already")
		in.query(t, "DELETE FROM kept")
		asked := in.run(t, "sandbox:restore", "full")
		asked.exits(t, 1)
		asked.complains(t, "add -yes", "Replace the data of instance "+in.id+" with snapshot full?")
		if got := in.rows(t); got != "0" {
			t.Errorf("without consent there are %s rows", got)
		}
		back := in.run(t, "sandbox:restore", "full", "-yes", "-json")
		back.exits(t, 0)
		if d := document[report.Restore](t, back, "restore"); !d.Started || len(d.Volumes) != 1 || d.Snapshot != "full" {
			t.Errorf("got %+v", d)
		}
		if got := in.rows(t); got != "1000" {
			t.Errorf("there are %s rows", got)
		}
		in.run(t, "sandbox:restore", "missing", "-yes").complains(t, `no snapshot "missing"`)
	})
	t.Run("and outlives the instance", func(t *testing.T) {
		destroyed := in.run(t, "sandbox:destroy", "-yes")
		destroyed.exits(t, 0)
		destroyed.complains(t, "kept: snapshot full", "mage sandbox:snapshots -delete=full deletes it")
		if left := in.snapshots(t); len(left) != 1 || !left[0].Destroyed {
			t.Errorf("got %+v", left)
		}
	})
}

// How many moments there are at which each kind of copy is killed.
const (
	snapshotMoments = 20
	restoreMoments  = 4
	cloneMoments    = 5
)

func TestKilledCopyLeavesNothingTorn(t *testing.T) {
	t.Parallel()
	in := newDatabase(t)
	begun := time.Now()
	in.run(t, "sandbox:snapshot", "whole").exits(t, 0)
	whole := time.Since(begun)
	t.Run("snapshot", func(t *testing.T) { in.killsSnapshots(t, whole) })
	t.Run("restore", func(t *testing.T) { in.killsRestores(t, whole) })
	t.Run("clone", func(t *testing.T) { in.killsClones(t, whole) })
}

func (in *instance) killsSnapshots(t *testing.T, whole time.Duration) {
	in.killEach(t, snapshotMoments, whole, []string{"sandbox:snapshot", "torn"}, func() {
		in.run(t, "sandbox:status").shows(t, "Status: running")
		if whole, _ := filepath.Glob(filepath.Join(in.home(), "snapshots/*/torn.json")); len(whole) > 0 {
			in.run(t, "sandbox:restore", "torn", "-yes").exits(t, 0)
			in.hasRows(t, "1000")
			in.run(t, "sandbox:snapshots", "-delete=torn", "-yes").exits(t, 0)
		}
	})
	in.run(t, "sandbox:snapshot", "last").exits(t, 0)
	in.hasNoTornSnapshot(t)
	in.kill(t, whole/2, "sandbox:snapshot", "torn")
	in.run(t, "sandbox:prune", "-yes").exits(t, 0)
	in.hasNoTornSnapshot(t)
	in.run(t, "sandbox:up").exits(t, 0) // the copy has restarted the database
}

func (in *instance) killsRestores(t *testing.T, whole time.Duration) {
	in.query(t, "DELETE FROM kept")
	in.killEach(t, restoreMoments, whole, []string{"sandbox:restore", "whole", "-yes"}, func() {
		in.run(t, "sandbox:up").exits(t, 0)
		in.hasRows(t, "1000", "0")
		in.run(t, "sandbox:restore", "whole", "-yes").exits(t, 0)
		in.hasRows(t, "1000")
		in.query(t, "DELETE FROM kept")
	})
	in.run(t, "sandbox:restore", "whole", "-yes").exits(t, 0)
}

// killsClones kills the copy into a new instance. Either the next start completes it, or the
// same command again.
func (in *instance) killsClones(t *testing.T, whole time.Duration) {
	other, made := in.beside(t)
	made.exits(t, 0)
	clone, byStart := []string{"sandbox:init", "-data=" + in.id}, true
	other.killEach(t, cloneMoments, whole, clone, func() {
		in.run(t, "sandbox:status").shows(t, "Status: running")
		_, err := os.Stat(filepath.Join(other.dir, ".sandbox/filling.json"))
		if interrupted := err == nil; !interrupted || !byStart {
			if r := other.run(t, clone...); r.code != 0 {
				r.complains(t, "has data already") // it was just done
			}
		}
		byStart = !byStart
		other.run(t, "sandbox:up").exits(t, 0)
		other.hasRows(t, "1000")
		other.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	})
}

// killEach kills a target at moments that are spread over the time that it takes, and checks
// each time what is left.
func (in *instance) killEach(t *testing.T, moments int, whole time.Duration, args []string, check func()) {
	t.Helper()
	for i := range moments {
		in.kill(t, whole*time.Duration(i)/time.Duration(moments-1), args...)
		check()
	}
}

// hasRows wants the instance's database to have one of the numbers of rows.
func (in *instance) hasRows(t *testing.T, numbers ...string) {
	t.Helper()
	if got := in.rows(t); !slices.Contains(numbers, got) {
		t.Errorf("there are %s rows, want %s", got, strings.Join(numbers, " or "))
	}
}

// hasNoTornSnapshot wants each volume of a snapshot to be in a complete record.
func (in *instance) hasNoTornSnapshot(t *testing.T) {
	t.Helper()
	records := ""
	for _, suffix := range []string{"json", "partial"} {
		paths, _ := filepath.Glob(filepath.Join(in.home(), "snapshots/*/*."+suffix))
		if suffix == "partial" && len(paths) > 0 {
			t.Errorf("records of interrupted snapshots are left: %q", paths)
		}
		for _, path := range paths {
			records += readFile(t, path)
		}
	}
	for name := range strings.FieldsSeq(mustDocker(t, "volume", "ls", "-q", "--filter", "label=sandbox.snapshot.of="+in.variables(t)["SANDBOX_KEY"])) {
		if !strings.Contains(records, name) {
			t.Errorf("volume %s is left of an interrupted snapshot", name)
		}
	}
}

// kill runs a target, and kills it after a time.
func (in *instance) kill(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := in.command(t.Context(), args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	t.Logf("%v after %s: %s\n%s", err, after, strings.Join(args, " "), said.Bytes())
}

// dataProject has the databases whose data has to travel, under the names of published
// images.
const dataProject = `services:
  mysql:
    image: mariadb:11
    environment: {MARIADB_DATABASE: shop, MARIADB_USER: shop, MARIADB_PASSWORD: '${MYSQL_PASSWORD:-one}', MARIADB_RANDOM_ROOT_PASSWORD: 'yes'}
    ports: ['3306:3306']
    volumes: ['mysql:/var/lib/mysql']
  redis:
    image: redis:7-alpine
    command: [redis-server, --protected-mode, 'no', --save, '3600', '1', --requirepass, '${REDIS_PASSWORD:-two}']
    ports: ['6379:6379']
    volumes: ['redis:/data']
volumes: {mysql: {}, redis: {}}
`

func TestMySQLAndRedisComeUpOnACopy(t *testing.T) {
	provideImages(t)
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	first := &instance{dir: filepath.Join(parent, id), id: id, mage: filepath.Join(tools, "mage"), env: []string{"SANDBOX_HOME=" + filepath.Join(parent, "home")}, slot: takeSlot(t)}
	if err := os.Mkdir(first.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	first.write(t, "docker-compose.yml", dataProject)
	first.git(t, "init", "-q", "-b", "main")
	first.git(t, "add", "-A")
	first.git(t, "commit", "-q", "-m", "databases")
	first.initialise(t)
	first.set(t, "MYSQL_PASSWORD", "of-the-first-1")
	first.set(t, "REDIS_PASSWORD", "of-the-first-2")
	first.removesAll(t)
	first.run(t, "sandbox:up").shows(t, "✓ mysql ready", "✓ redis ready", "PASSED")
	first.mysql(t, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2), (3)")
	if got := first.redis(t, "SET", "kept", "three"); got != "+OK" {
		t.Fatal(got)
	}

	second := *first
	second.id, second.dir = first.id+"--two", first.dir+"--two"
	second.slot = takeSlot(t)
	first.run(t, "sandbox:create", "two", "-data="+first.id, fmt.Sprint("-slot=", second.slot)).exits(t, 0)
	second.removesAll(t)
	second.run(t, "sandbox:up").shows(t, "✓ mysql ready", "✓ redis ready", "PASSED")
	first.run(t, "sandbox:gate").exits(t, 0)
	for _, in := range []*instance{first, &second} {
		if got := in.mysql(t, "SELECT count(*) FROM kept"); got != "3" {
			t.Errorf("MySQL of %s has %s rows", in.id, got)
		}
		if got := in.redis(t, "GET", "kept"); !strings.HasSuffix(got, "three") {
			t.Errorf("Redis of %s has %q", in.id, got)
		}
	}
}

// removesAll removes the instance's containers and data when the test ends.
func (in *instance) removesAll(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		in.run(t, "sandbox:down", "-volumes", "-yes")
		if left, err := leftovers(in.id); err != nil || len(left) > 0 {
			t.Errorf("down left %q of %s: %v", left, in.id, errors.Join(err, removeLeftovers(in.id)))
		}
	})
}

// mysql runs SQL in the instance's MariaDB, with the password of .env.sandbox.
func (in *instance) mysql(t *testing.T, sql string) string {
	t.Helper()
	password := in.variables(t)["MYSQL_PASSWORD"]
	return strings.TrimSpace(mustDocker(t, "exec", in.id+"-mysql-1", "mariadb", "-h127.0.0.1", "-ushop", "-p"+password, "-N", "shop", "-e", sql))
}

// redis sends a command to the instance's Redis, and returns the answer's lines.
func (in *instance) redis(t *testing.T, words ...string) string {
	t.Helper()
	command := fmt.Sprintf("AUTH %s\r\n%s\r\nQUIT\r\n", in.variables(t)["REDIS_PASSWORD"], strings.Join(words, " "))
	answer := mustDocker(t, "exec", in.id+"-redis-1", "sh", "-c", `printf "$1" | nc 127.0.0.1 6379`, "sh", command)
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(answer, "\r", "")), "\n")
	return strings.Join(lines[1:len(lines)-1], " ")
}
