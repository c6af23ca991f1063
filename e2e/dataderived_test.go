//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/hooks"
	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// storeProject has a database whose password stands in .env, and whose init script waits for
// the file "go".
const storeProject = `services:
  db:
    image: IMAGE
    environment: {POSTGRES_PASSWORD: '${DB_PASSWORD}'}
    ports: ['5432:5432']
    volumes: ['db:/var/lib/postgresql/data', './init:/docker-entrypoint-initdb.d:ro']
volumes: {db: {}}
`

const storeScript = `while [ ! -e /docker-entrypoint-initdb.d/go ]; do sleep 0.1; done
psql -q -U postgres -c "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id"
`

// newStore returns an instance of the project with a password in .env, on a machine. It is
// not started.
func newStore(t *testing.T, parent, image, password string, args ...string) (*instance, result) {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	id := instanceID(suite.count.Add(1))
	in := &instance{
		dir: filepath.Join(parent, id), id: id, slot: takeSlot(t), mage: filepath.Join(tools, "mage"),
		env: []string{machine.HomeVariable + "=" + filepath.Join(parent, "home")},
	}
	if err := os.MkdirAll(filepath.Join(in.dir, "init"), 0o755); err != nil {
		t.Fatal(err)
	}
	in.write(t, "docker-compose.yml", strings.Replace(storeProject, "IMAGE", image, 1))
	in.write(t, ".env", "DB_PASSWORD="+password+"\n")
	in.write(t, "init/1.sh", storeScript)
	if err := os.Chmod(filepath.Join(in.dir, "init/1.sh"), 0o644); err != nil { // for the database's user
		t.Fatal(err)
	}
	in.write(t, ".gitignore", ".env\n")
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "a store")
	r := in.run(t, append([]string{"sandbox:init", "-slot=" + strconv.Itoa(in.slot)}, args...)...)
	in.removesAll(t)
	return in, r
}

// count returns the number of rows in the store's database.
func (in *instance) count(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(mustDocker(t, "exec", in.id+"-db-1", "psql", "-U", "postgres", "-tAc", "SELECT count(*) FROM kept"))
}

func TestDataOfADerivedStack(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	image := "localhost/" + instanceID(suite.count.Add(1)) + "/postgres:15"
	mustDocker(t, "tag", databaseImage(t), image)
	t.Cleanup(func() { mustDocker(t, "image", "rm", "-f", image) })
	in, made := newStore(t, parent, image, "of-the-first")
	made.exits(t, 0)
	in.run(t, "sandbox:up", "-nowait").exits(t, 0)

	t.Run("is not copied while it is initialised", func(t *testing.T) {
		r := in.run(t, "sandbox:snapshot", "early")
		r.exits(t, 1)
		r.complains(t, "db of instance "+in.id+" may still initialise its volume "+in.id+"_db", "run `mage sandbox:up` in "+in.dir)
		_, made := newStore(t, parent, image, "of-another", "-data="+in.id)
		made.exits(t, 1)
		made.complains(t, "may still initialise")
		in.write(t, "init/go", "")
		in.run(t, "sandbox:up").shows(t, "✓ db ready (Postgres login)", "PASSED")
		if got := in.count(t); got != "1000" {
			t.Errorf("there are %s rows", got)
		}
	})
	t.Run("brings its password along", func(t *testing.T) {
		other, made := newStore(t, parent, image, "of-the-second", "-data="+in.id)
		made.exits(t, 0)
		made.keepsQuiet(t, "of-the-first")
		other.run(t, "sandbox:up").shows(t, "✓ db ready (Postgres login)", "PASSED")
		if got := other.count(t); got != "1000" {
			t.Errorf("there are %s rows", got)
		}
		if env := readFile(t, filepath.Join(other.dir, ".env")); env != "DB_PASSWORD=of-the-second\n" {
			t.Errorf(".env is now %q", env)
		}
	})
	t.Run("is not copied where its password would be another", func(t *testing.T) { in.givesNoLiteral(t, parent, image) })
	t.Run("is copied as docs/data.md says", in.typesDataPage)
	t.Run("is restored with the hooks of a pull request", in.restoresRequest)
}

// givesNoLiteral copies the data into an instance whose Compose file has another password.
func (in *instance) givesNoLiteral(t *testing.T, parent, image string) {
	other, made := newStore(t, parent, image, "unused")
	made.exits(t, 0)
	text := readFile(t, filepath.Join(other.dir, "docker-compose.yml"))
	other.write(t, "docker-compose.yml", strings.Replace(text, "'${DB_PASSWORD}'", "of-the-file", 1))
	r := other.run(t, "sandbox:init", "-data="+in.id)
	r.exits(t, 1)
	r.complains(t, "db of instance "+other.id+" gets another POSTGRES_PASSWORD than its data in instance "+in.id+" has", "write the same value there")
	r.keepsQuiet(t, "of-the-file", "of-the-first")
	if left, err := leftovers(other.id); err != nil || len(left) > 0 {
		t.Errorf("there are %q, %v", left, err)
	}
	other.write(t, "docker-compose.yml", strings.Replace(text, "'${DB_PASSWORD}'", "of-the-first", 1))
	other.run(t, "sandbox:init", "-data="+in.id).exits(t, 0)
}

// restoresRequest restores a snapshot in the worktree of a pull request.
func (in *instance) restoresRequest(t *testing.T) {
	in.run(t, "sandbox:snapshot", "kept").exits(t, 0)
	t.Cleanup(func() { in.run(t, "sandbox:snapshots", "-delete=kept", "-yes").exits(t, 0) })
	if err := hooks.RecordRequest(t.Context(), 7, t.TempDir(), in.dir); err != nil {
		t.Fatal(err)
	}
	text := readFile(t, filepath.Join(in.dir, "docker-compose.yml"))
	in.write(t, "docker-compose.yml", text+"x-sandbox: {after-up: [[touch, hooked]]}\n")
	r := in.run(t, "sandbox:restore", "kept", "-yes")
	r.exits(t, 0)
	r.complains(t, `pull request 7 has the after-up hook ["touch" "hooked"]`)
	if _, err := os.Stat(filepath.Join(in.dir, "hooked")); err != nil {
		t.Error(err)
	}
	if got := in.count(t); got != "1000" {
		t.Errorf("there are %s rows", got)
	}
}

// typesDataPage types the commands of docs/data.md.
func (in *instance) typesDataPage(t *testing.T) {
	in.git(t, "add", "init/go")
	in.git(t, "commit", "-q", "-m", "initialise at once")
	for _, name := range []string{"feat-y", "there"} {
		worktree := *in
		worktree.id, worktree.dir = in.id+"--"+name, in.dir+"--"+name
		worktree.removesAll(t)
	}
	in.git(t, "worktree", "add", "-q", in.dir+"--there")
	commands := regexp.MustCompile(`(?m)^\$ mage ([^#\n]*)`).FindAllStringSubmatch(page(t, "docs/data.md"), -1)
	if len(commands) < 6 {
		t.Errorf("docs/data.md has the commands %q", commands)
	}
	for _, command := range commands {
		typed := *in
		args := strings.Fields(strings.ReplaceAll(command[1], "-data=repo", "-data="+in.id))
		switch {
		case args[0] == "sandbox:init":
			typed.dir = in.dir + "--there"
		case args[0] == "sandbox:restore", strings.HasPrefix(args[len(args)-1], "-delete="):
			args = append(args, "-yes") // there is no terminal to ask on
		}
		typed.run(t, args...).exits(t, 0)
	}
	for _, name := range []string{"feat-y", "there"} { // where .env is missing
		worktree := *in
		worktree.id, worktree.dir = in.id+"--"+name, in.dir+"--"+name
		worktree.run(t, "sandbox:up").shows(t, "✓ db ready (Postgres login)", "PASSED")
		if got := worktree.count(t); got != "1000" {
			t.Errorf("%s has %s rows", worktree.id, got)
		}
	}
}

// filesProject has a volume that only an image without any program but its own uses.
const filesProject = `services:
  web:
    build: .
    image: plain/app:dev
    command: web
    ports: ['8000:8000']
    volumes: ['files:/files']
volumes: {files: {}}
`

// inVolume runs a shell with a volume of the engine at /files, and returns its output.
func inVolume(t *testing.T, volume, script string) string {
	t.Helper()
	return strings.TrimSpace(mustDocker(t, "run", "--rm", "--network", "none", "--entrypoint", "sh", "-v", volume+":/files", databaseImage(t), "-c", script))
}

func TestDataIsCopiedWithoutAShell(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.write(t, "docker-compose.yml", filesProject)
	in.run(t, "sandbox:init", "-slot="+strconv.Itoa(takeSlot(t))).exits(t, 0)
	in.run(t, "sandbox:up").exits(t, 0)
	inVolume(t, in.id+"_files", "mkdir /files/a; echo kept > /files/a/file; chown 1234:55 /files/a/file; chmod 640 /files/a/file; ln -s a/file /files/link")

	kept := in.run(t, "sandbox:snapshot", "kept")
	kept.exits(t, 0)
	kept.complains(t, "the room on the engine is not measured", "the files of volume "+in.id+"_files pass through this machine")
	inVolume(t, in.id+"_files", "rm -r /files/a /files/link; touch /files/newer")
	in.run(t, "sandbox:restore", "kept", "-yes").exits(t, 0)
	in.keepsSnapshotsBesideABadRecord(t, "kept")
	in.losesSnapshotVolume(t, "kept")
	in.run(t, "sandbox:snapshots", "-delete=kept", "-yes").exits(t, 0)
	if got, want := inVolume(t, in.id+"_files", "cd /files; stat -c '%u:%g %a' a/file; cat link; ls"), "1234:55 640\nkept\na\nlink"; got != want {
		t.Errorf("the volume has\n%s\nwant\n%s", got, want)
	}
	in.run(t, "sandbox:gate").exits(t, 0)
}

// keepsSnapshotsBesideABadRecord wants neither a new snapshot nor a clean-up to take a complete
// one for none because the record of another cannot be read.
func (in *instance) keepsSnapshotsBesideABadRecord(t *testing.T, name string) {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(in.home(), "snapshots", "*", name+".json"))
	if err != nil || len(records) != 1 {
		t.Fatal(records, err)
	}
	record := readFile(t, records[0])
	bad, half := filepath.Join(filepath.Dir(records[0]), "bad.json"), strings.TrimSuffix(records[0], ".json")+".partial"
	for path, text := range map[string]string{bad: "{", half: record} { // half, as a command leaves it that is killed at the end
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"sandbox:prune", "-yes"}, {"sandbox:snapshot", name}} {
		in.run(t, args...).complains(t, "cannot read the record of snapshot bad")
	}
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, records[0]); got != record {
		t.Errorf("the record is now %s", got)
	}
	in.run(t, "sandbox:restore", name, "-yes").exits(t, 0)
}

// losesSnapshotVolume removes the volume of a snapshot, as `docker volume prune` does, and
// wants no restore to replace the data with nothing: the engine makes a volume anew that a
// container names.
func (in *instance) losesSnapshotVolume(t *testing.T, name string) {
	t.Helper()
	volume := strings.TrimSpace(mustDocker(t, "volume", "ls", "-q", "--filter", "label=sandbox.snapshot.of="+in.variables(t)["SANDBOX_KEY"]))
	mustDocker(t, "volume", "rm", volume)
	for range 2 {
		r := in.run(t, "sandbox:restore", name, "-yes")
		r.exits(t, 1)
		r.complains(t, "snapshot "+name+" cannot be restored: its volume "+volume+" is gone", "-delete="+name, "nothing was replaced")
		mustDocker(t, "volume", "create", volume)
	}
	mustDocker(t, "volume", "rm", volume)
}

// ignoredProject needs an env_file, and a .env that names the profile of its service.
const ignoredProject = `services:
  web:
    build: .
    image: plain/app:dev
    command: web
    env_file: app.env
    profiles: [files]
    ports: ['8000:8000']
    volumes: ['files:/files']
volumes: {files: {}}
`

func TestDataWaitsForTheFilesThatGitIgnores(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.write(t, "docker-compose.yml", ignoredProject)
	in.write(t, ".gitignore", ".env\napp.env\n")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "ignored files")
	in.write(t, "app.env", "MODE=dev\n")
	in.write(t, ".env", "COMPOSE_PROFILES=files\n")
	in.run(t, "sandbox:init", "-slot="+strconv.Itoa(takeSlot(t))).exits(t, 0)
	in.run(t, "sandbox:up").exits(t, 0)
	inVolume(t, in.id+"_files", "echo kept > /files/file")
	other := *in
	other.id, other.dir = in.id+"--two", in.dir+"--two"
	other.cleanUp(t, "plain/app")

	r := in.run(t, "sandbox:create", "two", "-data="+in.id, "-slot="+strconv.Itoa(takeSlot(t)))
	r.exits(t, 1)
	r.complains(t, "perhaps because the file "+filepath.Join(other.dir, ".env")+" does not exist; add the line /.env to ",
		"then run mage sandbox:init; the next `mage sandbox:up` first copies the data of instance "+in.id)

	in.write(t, ".worktreeinclude", "/.env\n")
	other.run(t, "sandbox:init").exits(t, 0)
	r = other.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, "the data of this instance is incomplete: the file "+filepath.Join(other.dir, "app.env")+" does not exist")

	in.write(t, ".worktreeinclude", "/app.env\n/.env\n")
	other.run(t, "sandbox:init").exits(t, 0)
	other.run(t, "sandbox:up").exits(t, 0)
	if got := inVolume(t, other.id+"_files", "cat /files/file"); got != "kept" {
		t.Errorf("the copy has %q", got)
	}
}

// roomProject has a volume without a limit.
const roomProject = `services:
  db:
    image: IMAGE
    environment: {POSTGRES_PASSWORD: one}
    ports: ['5432:5432']
    volumes: ['files:/files']
volumes:
  files: {}
`

// smallVolume limits the volume of roomProject.
const smallVolume = "files: {driver_opts: {type: tmpfs, device: tmpfs, o: 'size=20m,mode=0755'}}"

func TestDataThatWouldNotFitIsNotCopied(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	project := strings.Replace(roomProject, "IMAGE", "localhost/"+in.id+"/postgres:15", 1)
	in.write(t, "docker-compose.yml", project)
	in.run(t, "sandbox:init", "-slot="+strconv.Itoa(takeSlot(t))).exits(t, 0)
	in.run(t, "sandbox:up").exits(t, 0)
	mustDocker(t, "exec", in.id+"-db-1", "dd", "if=/dev/zero", "of=/files/most", "bs=1M", "count=30")
	in.run(t, "sandbox:snapshot", "kept").exits(t, 0)
	t.Cleanup(func() { in.run(t, "sandbox:snapshots", "-delete=kept", "-yes").exits(t, 0) })
	started := mustDocker(t, "inspect", "--format", "{{.State.StartedAt}}", in.id+"-db-1")

	in.write(t, "docker-compose.yml", strings.Replace(project, "files: {}", smallVolume, 1))
	in.git(t, "commit", "-q", "-a", "-m", "a small volume")
	other := *in
	other.id, other.dir = in.id+"--two", in.dir+"--two"
	other.cleanUp(t, "plain/app")
	for volume, args := range map[string][]string{
		in.id + "_files":    {"sandbox:restore", "kept", "-yes"},
		other.id + "_files": {"sandbox:create", "two", "-data=" + in.id, "-slot=" + strconv.Itoa(takeSlot(t))},
	} {
		r := in.run(t, args...)
		r.exits(t, 1)
		r.complains(t, "there is not enough room in volume "+volume+": the copy needs 33 MB, and 20 MB are free")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "mine"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	in.write(t, "docker-compose.yml", strings.Replace(project, "files: {}", "files: {driver_opts: {type: none, o: bind, device: "+folder+"}}", 1))
	r := in.run(t, "sandbox:restore", "kept", "-yes")
	r.exits(t, 1)
	r.complains(t, "volume "+in.id+"_files keeps its files in "+folder, "nothing was replaced")
	if again := mustDocker(t, "inspect", "--format", "{{.State.StartedAt}}", in.id+"-db-1"); again != started {
		t.Error("the database was stopped")
	}
	if left := mustDocker(t, "volume", "ls", "-q", "--filter", "name="+other.id); left != "" {
		t.Errorf("there are the volumes %q", left)
	}
	in.hasNoTornSnapshot(t)
}
