//go:build e2e && unix

package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/strict"
)

// stateful is a Compose file with one service that has a volume.
const stateful = `services:
  backend:
    image: ${FAULTS_IMAGE}
    command: serve
    stop_grace_period: 1s
    volumes: ["data:/data"]
volumes: {data: {}}
`

// newUser returns an instance with an id, of a user whose claims no other user
// sees.
func newUser(t *testing.T, id, composeFile string) *instance {
	t.Helper()
	in, err := makeDirectory(t.TempDir(), id)
	if err == nil {
		in.write(t, "docker-compose.yml", composeFile)
		err = in.init()
	}
	if err != nil {
		t.Fatal(err)
	}
	in.useFaults(t)
	t.Cleanup(func() {
		if err := removeLeftovers(id); err != nil {
			t.Error(err)
		}
		suite.slots.giveBack(in.slot)
	})
	return in
}

// useFaults makes the instance use the faults image and no profile.
func (in *instance) useFaults(t *testing.T) {
	t.Helper()
	image, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	in.set(t, "FAULTS_IMAGE", image)
	in.set(t, "KTRDR_BACKEND_IMAGE", image)
	in.set(t, "COMPOSE_PROFILES", "")
	in.file = in.read(t)
}

// newID returns an id that two users can share.
func newID() string { return instanceID(suite.count.Add(1)) }

// holdings returns the containers and volumes of a project, with dates that
// distinguish a volume from a later one of the same name.
func holdings(t *testing.T, project string) string {
	t.Helper()
	label := "label=com.docker.compose.project=" + project
	text := mustDocker(t, "ps", "-a", "--no-trunc", "--filter", label, "--format", "{{.ID}} {{.State}}")
	for _, volume := range strings.Fields(mustDocker(t, "volume", "ls", "-q", "--filter", label)) {
		text += mustDocker(t, "volume", "inspect", "--format", "{{.Name}} {{.CreatedAt}} {{json .Labels}}", volume)
	}
	return text
}

// removals holds the targets that delete data.
var removals = [][]string{
	{"sandbox:down", "-volumes", "-yes"}, {"sandbox:prune", "-yes"}, {"sandbox:destroy", "-yes", "-force"},
}

func TestUsersWithClonesOfOneNameKeepTheirObjects(t *testing.T) {
	t.Parallel()
	for _, running := range []bool{true, false} {
		t.Run("running="+strconv.FormatBool(running), func(t *testing.T) {
			id := newID()
			one, other := newUser(t, id, stateful), newUser(t, id, stateful)
			launched(t, one)
			if !running {
				one.run(t, "sandbox:down").exits(t, 0)
			}
			before := holdings(t, id)
			r := other.run(t, "sandbox:up", "-nowait")
			r.exits(t, 1)
			r.complains(t, one.dir, "-name=")
			r.keepsQuiet(t, "down -volumes", "docker volume rm", "docker compose -p", "down -v")
			for _, args := range removals {
				other.run(t, args...).exits(t, 0)
				if after := holdings(t, id); after != before {
					t.Fatalf("%s left\n%s\nof\n%s", args, after, before)
				}
			}
			launched(t, one)
			one.run(t, "sandbox:destroy", "-yes").exits(t, 0)
			one.holdsNothing(t)
		})
	}
}

// A deleted directory leaves a claim, and another project runs under its name.
func TestPruneKeepsProjectUnderAStaleName(t *testing.T) {
	t.Parallel()
	id := newID()
	gone := newUser(t, id, stateful)
	if err := os.RemoveAll(gone.dir); err != nil {
		t.Fatal(err)
	}
	ageClaims(t, gone)
	live, err := makeDirectory(filepath.Join(t.TempDir(), "elsewhere"), id)
	if err != nil {
		t.Fatal(err)
	}
	live.onMachineOf(gone).write(t, "docker-compose.yml", stateful)
	if err := live.init(); err != nil {
		t.Fatal(err)
	}
	defer suite.slots.giveBack(live.slot)
	live.useFaults(t)
	launched(t, live)
	before := holdings(t, id)
	live.run(t, "sandbox:prune", "-yes").exits(t, 0)
	if after := holdings(t, id); after != before {
		t.Errorf("left\n%s\nof\n%s", after, before)
	}
	live.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	live.holdsNothing(t)
}

// The Compose file gives a volume the same name in all instances. The volume belongs
// to the first one.
func TestNamedVolumeBelongsToItsFirstInstance(t *testing.T) {
	t.Parallel()
	shared := strings.ToLower(newID()) + "-shared"
	file := strings.Replace(stateful, "data: {}", "data: {name: "+shared+"}", 1)
	one, other := newUser(t, newID(), file), newUser(t, newID(), file)
	launched(t, one)
	one.run(t, "sandbox:down").exits(t, 0)
	before := mustDocker(t, "volume", "inspect", shared)
	r := other.run(t, "sandbox:up", "-nowait")
	r.exits(t, 1)
	r.complains(t, shared, one.dir, "external")
	for _, args := range removals {
		other.run(t, args...).exits(t, 0)
	}
	if after := mustDocker(t, "volume", "inspect", shared); after != before {
		t.Errorf("it is\n%s\nand was\n%s", after, before)
	}
	one.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	if _, err := docker("volume", "inspect", shared); err == nil {
		t.Error("the instance that created it did not delete it")
	}
}

// Two dev containers may have their projects at the same path on one engine.
func TestSamePathInAnotherMountNamespaceIsAnotherInstance(t *testing.T) {
	t.Parallel()
	unshare, err := exec.LookPath("unshare")
	if err != nil || os.Getuid() != 0 {
		strict.Skip(t, "only root can make a mount namespace")
	}
	id := newID()
	one, other := newUser(t, id, stateful), newUser(t, id, stateful)
	launched(t, one)
	before := holdings(t, id)
	elsewhere := *other
	elsewhere.inside = []string{unshare, "-m", "sh", "-c", `mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"`, "sh", other.dir, one.dir}
	for _, args := range append([][]string{{"sandbox:up", "-nowait"}}, removals[:2]...) {
		elsewhere.run(t, args...)
		if after := holdings(t, id); after != before {
			t.Fatalf("%s left\n%s\nof\n%s", args, after, before)
		}
	}
	r := elsewhere.run(t, "sandbox:up", "-nowait")
	r.exits(t, 1)
	r.complains(t, "in use")
}

func TestDestroyWaitsForUpAndRemovesItsObjects(t *testing.T) {
	t.Parallel()
	in := newUser(t, newID(), stateful)
	starting := in.command(t.Context(), "sandbox:up", "-nowait")
	if err := starting.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "up has the lock", func() bool {
		_, err := os.Stat(filepath.Join(in.dir, ".sandbox", "compose.yaml"))
		return err == nil
	})
	r := in.run(t, "sandbox:destroy", "-yes")
	if err := starting.Wait(); err != nil {
		t.Error(err)
	}
	r.exits(t, 0)
	in.holdsNothing(t)
}

func TestProjectStartedByPlainComposeIsAdopted(t *testing.T) {
	t.Parallel()
	in := newUser(t, newID(), stateful)
	in.compose(t, "up", "-d")
	before := mustDocker(t, "volume", "inspect", in.id+"_data")
	for _, args := range [][]string{{"sandbox:down"}, {"sandbox:destroy", "-yes"}} {
		r := in.run(t, args...)
		r.exits(t, 1)
		r.complains(t, "without a key", "mage sandbox:up", "nothing was removed")
	}
	launched(t, in)
	r := in.run(t, "sandbox:down", "-volumes", "-yes")
	r.exits(t, 0)
	r.complains(t, "kept: volume "+in.id+"_data", "-volume="+in.id+"_data")
	if after := mustDocker(t, "volume", "inspect", in.id+"_data"); after != before {
		t.Errorf("the volume is\n%s\nand was\n%s", after, before)
	}
	launched(t, in)
	in.run(t, "sandbox:down", "-volume=other", "-yes").exits(t, 1)
	in.run(t, "sandbox:down", "-volume="+in.id+"_data", "-yes").exits(t, 0)
	in.holdsNothing(t)
}

func TestVolumesOfUnknownOriginAreAdoptedOnRequest(t *testing.T) {
	t.Parallel()
	in := newUser(t, newID(), stateful)
	in.compose(t, "up", "-d")
	in.compose(t, "down")
	volume := in.id + "_data"
	r := in.run(t, "sandbox:up", "-nowait")
	r.exits(t, 1)
	r.complains(t, "volume "+volume, "created 20", "-name=OTHER", "sandbox:init -adopt-volumes")
	in.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	mustDocker(t, "volume", "inspect", volume)

	r = in.run(t, "sandbox:init", "-adopt-volumes")
	r.exits(t, 1)
	r.complains(t, "-yes", volume)
	in.run(t, "sandbox:init", "-adopt-volumes", "-yes").exits(t, 0)
	launched(t, in)
	r = in.run(t, "sandbox:destroy", "-yes")
	r.exits(t, 0)
	r.complains(t, "kept: volume "+volume)
	mustDocker(t, "volume", "rm", volume)
}

// When Compose recreates its own container with the key, the new container takes
// over the anonymous volume.
func TestAnonymousVolumeOfPlainComposeIsDeletedOnlyByName(t *testing.T) {
	t.Parallel()
	in := newUser(t, newID(), strings.NewReplacer("data:/data", "/data", "volumes: {data: {}}", "").Replace(stateful))
	in.compose(t, "up", "-d")
	mounted := func() string {
		return strings.TrimSpace(mustDocker(t, "inspect", "--format", "{{range .Mounts}}{{.Name}}{{end}}", in.container(t, "backend")))
	}
	volume := mounted()
	launched(t, in)
	if now := mounted(); now != volume {
		t.Fatalf("Compose mounts %s, and mounted %s", now, volume)
	}
	r := in.run(t, "sandbox:down", "-volumes", "-yes")
	r.exits(t, 0)
	r.complains(t, "kept: volume "+volume)
	mustDocker(t, "volume", "inspect", volume)
	in.run(t, "sandbox:down", "-volume="+volume, "-yes").exits(t, 0)
	in.holdsNothing(t)
}

// wrapped replaces docker with a program that filters docker's output through sed.
func (in *instance) wrapped(t *testing.T, pattern, script string) *instance {
	t.Helper()
	real, err := exec.LookPath("docker")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	text := "#!/bin/sh\ncase \"$*\" in\n" + pattern + ") " + real + " \"$@\" | sed '" + script + "' ;;\n*) exec " + real + " \"$@\" ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return in.exporting("PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"))
}

func TestEngineWithoutLabelsIsRefused(t *testing.T) {
	t.Parallel()
	published := strings.Replace(stateful, "    volumes:", `    ports: ["127.0.0.1:${KTRDR_API_PORT}:8000"]`+"\n    volumes:", 1)
	for _, test := range []struct{ what, pattern, flag string }{
		{"volumes", `"volume inspect"*`, "-nowait"},
		{"containers", `"inspect --type container"*`, "-nowait"},
		{"containers that the gate waits for", `"inspect --type container"*`, "-timeout=60"},
	} {
		t.Run(test.what, func(t *testing.T) {
			in := newUser(t, newID(), published)
			forgetful := in.wrapped(t, test.pattern, "s/sandbox[.]key/forgotten/")
			r := forgetful.run(t, "sandbox:up", test.flag)
			r.exits(t, 1)
			r.complains(t, "the engine does not keep labels")
			volumes := mustDocker(t, "volume", "ls", "-q", "--filter", "label=com.docker.compose.project="+in.id)
			if !slices.Contains(strings.Fields(volumes), in.id+"_data") {
				t.Error("the volume was removed")
			}
		})
	}
}

// A copy may be unable to see its original, which is on another machine or in a dev
// container.
func TestCopyOfAnUnseenOriginalOwnsNothing(t *testing.T) {
	t.Parallel()
	unshare, err := exec.LookPath("unshare")
	if err != nil || os.Getuid() != 0 {
		strict.Skip(t, "only root can make a mount namespace")
	}
	id := newID()
	one, other := newUser(t, id, stateful), newUser(t, id, stateful)
	launched(t, one)
	before := holdings(t, id)
	text, err := os.ReadFile(filepath.Join(one.dir, envFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other.dir, envFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
	elsewhere := *other
	elsewhere.inside = []string{unshare, "-m", "sh", "-c", `mount -t tmpfs none "$1" && cd "$2" && shift 2 && exec "$@"`, "sh", filepath.Dir(one.dir), other.dir}
	for _, args := range append([][]string{{"sandbox:up", "-nowait"}}, removals...) {
		elsewhere.run(t, args...)
		if after := holdings(t, id); after != before {
			t.Fatalf("%s left\n%s\nof\n%s", args, after, before)
		}
	}
}

// A copied file has the key of an instance that is not on this machine.
func TestKeyOfAnotherInstanceProvesNothing(t *testing.T) {
	t.Parallel()
	id := newID()
	one, thief := newUser(t, id, stateful), newUser(t, id, stateful)
	launched(t, one)
	before := holdings(t, id)
	thief.set(t, "SANDBOX_KEY", one.variables(t)["SANDBOX_KEY"])
	for _, args := range append([][]string{{"sandbox:up", "-nowait"}}, removals...) {
		thief.run(t, args...)
		if after := holdings(t, id); after != before {
			t.Fatalf("%s left\n%s\nof\n%s", args, after, before)
		}
	}
}

// built is a Compose file with a service that is built and has an anonymous volume.
const built = `services:
  backend:
    build: {context: built, args: ["IMAGE=${FAULTS_IMAGE}", "OF=${COMPOSE_PROJECT_NAME}"]}
    command: serve
    stop_grace_period: 1s
    volumes: [/cache]
`

func TestDestroyRemovesImagesAndAnonymousVolumes(t *testing.T) {
	t.Parallel()
	in := newUser(t, newID(), built)
	if err := os.Mkdir(filepath.Join(in.dir, "built"), 0o700); err != nil {
		t.Fatal(err)
	}
	in.write(t, "built/Dockerfile", "ARG IMAGE\nFROM ${IMAGE}\nARG OF\nLABEL of=${OF}\n")
	launched(t, in)
	anonymous := strings.TrimSpace(mustDocker(t, "inspect", "--format", "{{range .Mounts}}{{.Name}}{{end}}", in.container(t, "backend")))
	image, kept := in.id+"-backend:latest", in.id+"-mine:kept"
	mustDocker(t, "tag", image, kept)
	t.Cleanup(func() { mustDocker(t, "image", "rm", kept) })

	r := in.run(t, "sandbox:down")
	r.exits(t, 0)
	r.complains(t, anonymous, "sandbox:down -volumes")
	mustDocker(t, "volume", "inspect", anonymous)
	in.run(t, "sandbox:destroy", "-yes").exits(t, 0)
	_, volume := docker("volume", "inspect", anonymous)
	_, tag := docker("image", "inspect", image)
	if volume == nil || tag == nil {
		t.Errorf("left: volume %v, image %v", volume, tag)
	}
	if _, err := docker("image", "inspect", kept); err != nil {
		t.Error(errors.Join(errors.New("the user's own name is gone"), err))
	}
}

// A container of another project could write into the worktree during its removal.
func TestDestroyNamesContainerThatWritesIntoTheWorktree(t *testing.T) {
	t.Parallel()
	image, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	in := newRepository(t).worktree(t, "written")
	writer := in.id + "-writer"
	mustDocker(t, "run", "-d", "--name", writer, "-v", in.dir+":/written", image, "serve")
	t.Cleanup(func() { _, _ = docker("rm", "-f", writer) })
	r := in.run(t, "sandbox:destroy", "-yes", "-force")
	r.exits(t, 1)
	r.complains(t, "container "+writer, "stop it first", "nothing was removed")
	if _, err := os.Stat(filepath.Join(in.dir, envFile)); err != nil {
		t.Error(err)
	}
	mustDocker(t, "pause", writer) // it continues when unpaused
	in.run(t, "sandbox:destroy", "-yes", "-force").exits(t, 1)
	mustDocker(t, "rm", "-f", writer)
	in.run(t, "sandbox:destroy", "-yes", "-force").exits(t, 0)
	in.isGone(t)
}
