//go:build e2e && unix

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// images makes the instance's machine know the images of the far host. setup finds
// that the far host has them all.
func (h *farHost) images(t *testing.T, near *instance) {
	dir := filepath.Join(strings.TrimPrefix(near.env[0], "SANDBOX_HOME="), "hosts", h.Address())
	if err := copyImages(dir); err != nil {
		t.Fatal(err)
	}
	r := near.exporting(h.Linked(h.Address())...).run(t, "setup")
	r.exits(t, 0)
	r.complains(t, "images: none is missing")
	if chosen, err := os.ReadFile(filepath.Join(dir, machine.ImagesFile)); err != nil || len(chosen) > 0 {
		r.complains(t, "images: as "+dir)
	}
}

func TestInstancesOnAnotherMachine(t *testing.T) {
	t.Parallel()
	far := newFarHost(t)
	near := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	started(t, near)
	before := near.container(t, "backend")

	t.Run("have their own slots", func(t *testing.T) { far.slots(t, near) })
	t.Run("have their own images", func(t *testing.T) { far.images(t, near) })
	in := far.worktree(t, near)
	t.Run("are told where to publish", func(t *testing.T) { far.bind(t, in) })
	t.Run("start", func(t *testing.T) { far.start(t, in) })
	t.Run("are reached from any shell", func(t *testing.T) { far.runReaders(t, in) })
	t.Run("keep and copy their data there", func(t *testing.T) { far.keepsData(t, in) })
	t.Run("are reached by another name", func(t *testing.T) { far.rename(t, in) })
	t.Run("find the holder of a port there", func(t *testing.T) { far.conflict(t, in) })
	t.Run("are selected by a context", func(t *testing.T) { far.context(t) })
	t.Run("are reached through ssh", func(t *testing.T) { far.ssh(t) })
	t.Run("are destroyed there", func(t *testing.T) { far.destroy(t, in) })
	t.Run("are not confused with a local one", func(t *testing.T) { far.tunnel(t, near) })

	near.run(t, "sandbox:gate").exits(t, 0)
	if after := near.container(t, "backend"); after != before {
		t.Error("the instance here was replaced")
	}
}

// slots checks that init takes the lowest slot that is free on the far host,
// regardless of claims and ports here.
func (h *farHost) slots(t *testing.T, near *instance) {
	newDirectory(t).onMachineOf(near).run(t, "sandbox:init", "-slot=1").exits(t, 0)
	h.stranger(t, "on-slot-2", "-p", "127.0.0.1:8002:8000")
	for _, slot := range []string{"1", "3"} {
		in := newDirectory(t).onMachineOf(near).exporting(h.Linked(h.Address())...)
		r := in.run(t, "sandbox:init")
		r.exits(t, 0)
		r.shows(t, "Instance: "+in.id+" (slot "+slot+")")
		r.complains(t, "its engine is on "+h.Address(), "SANDBOX_BIND=0.0.0.0")
		v := in.variables(t)
		if _, bound := v["SANDBOX_BIND"]; bound || v["KTRDR_DB_IMAGE"] != "" || !strings.Contains(v["DOCKER_HOST"], h.Address()) {
			t.Errorf("%s has SANDBOX_BIND, an image of this machine, or another engine", envFile)
		}
	}
}

// worktree creates a worktree with an instance on the far host, in the same slot as
// an instance here.
func (h *farHost) worktree(t *testing.T, near *instance) *instance {
	t.Helper()
	repository := newDirectory(t).onMachineOf(near)
	repository.commit(t)
	in := &instance{dir: repository.dir + "--far", id: repository.id + "--far", slot: near.slot, env: near.env}
	r := repository.exporting(h.Linked(h.Address())...).run(t, "sandbox:create", "far", "-slot="+strconv.Itoa(near.slot))
	r.exits(t, 0)
	in.file = in.read(t)
	return in
}

func (h *farHost) bind(t *testing.T, in *instance) {
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, h.Address(), "SANDBOX_BIND=0.0.0.0", "can use everything there")
	h.holdsNothing(t, in)
	in.set(t, "SANDBOX_BIND", "0.0.0.0")
}

// urlThere returns the URL of a service of an instance on the far host.
func (in *instance) urlThere(t *testing.T, host, port string) string {
	t.Helper()
	return fmt.Sprintf("http://%s:%d", host, in.port(t, port))
}

func (h *farHost) start(t *testing.T, in *instance) {
	api := in.urlThere(t, h.Address(), "KTRDR_API_PORT")
	r := in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "Startability Gate: PASSED", "API", api)
	r.keepsQuiet(t, "localhost:")
	answer, err := http.Get(api + "/api/v1/health")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", api, answer.Status)
	}
	image := "localhost/sandbox-app:" + in.id
	h.mustDocker(t, "image", "inspect", image)
	if _, err := docker("image", "inspect", image); err == nil {
		t.Errorf("%s was built here too", image)
	}
	in.holdsNothing(t)
	in.run(t, "sandbox:up").exits(t, 0)
}

// runReaders runs every read-only target from a shell with other settings.
func (h *farHost) runReaders(t *testing.T, in *instance) {
	const elsewhere = "tcp://127.0.0.1:1"
	shell := in.exporting("DOCKER_HOST="+elsewhere, "DOCKER_TLS_VERIFY=", "DOCKER_CERT_PATH=/nonexistent")
	api := in.urlThere(t, h.Address(), "KTRDR_API_PORT")
	for _, test := range []struct {
		args  string
		shows []string
	}{
		{"sandbox:gate", []string{"Startability Gate: PASSED"}},
		{"sandbox:status", []string{in.id, "running", api}},
		{"sandbox:logs -service=backend -tail=1", []string{"backend-1 "}},
		{"sandbox:list", []string{in.id, "running", api, h.Address()}},
		{"sandbox:overview", []string{in.id, "running"}},
		{"sandbox:env", []string{"export DOCKER_HOST=", h.Address(), "export SANDBOX_URL_BACKEND='" + api + "'\n"}},
		{"sandbox:timings", []string{"Backend"}},
		{"sandbox:doctor", []string{"Ports"}},
	} {
		r := shell.run(t, strings.Fields(test.args)...)
		r.exits(t, 0)
		r.shows(t, test.shows...)
	}
	listed, _ := inList(t, shell, in.id)
	if listed.State != "running" || listed.Up != listed.Total || !strings.Contains(listed.Engine, h.Address()) || listed.Slot != in.slot {
		t.Errorf("listed as %+v", listed)
	}
	want := h.mustDocker(t, "ps", "-q", "--no-trunc", "--filter", "label=com.docker.compose.project="+in.id, "--filter", "label=com.docker.compose.service=db")
	r := shell.run(t, "sandbox:compose", "ps -q --no-trunc db")
	r.exits(t, 0)
	if r.stdout != want {
		t.Errorf("sandbox:compose shows %q, want %q", r.stdout, want)
	}
	if got := in.inShell(t, "docker compose ps -q --no-trunc db", "DOCKER_HOST="+elsewhere); got != want {
		t.Errorf("a bare docker compose shows %q, want %q", got, want)
	}
}

// keepsData keeps, restores and clones the data of an instance on the far host.
func (h *farHost) keepsData(t *testing.T, in *instance) {
	query := func(sql string) string {
		const psql = `psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -qtAc "$0"`
		return strings.TrimSpace(h.mustDocker(t, "exec", in.id+"-db-1", "sh", "-c", psql, sql))
	}
	query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
	in.run(t, "sandbox:snapshot", "far").exits(t, 0)
	in.run(t, "sandbox:gate").exits(t, 0) // the copy has restarted the database
	query("DELETE FROM kept")
	in.run(t, "sandbox:restore", "far", "-yes").exits(t, 0)
	if got := query("SELECT count(*) FROM kept"); got != "1000" {
		t.Errorf("there are %s rows", got)
	}
	clone := &instance{dir: in.dir + "-clone", id: in.id + "-clone", env: in.env}
	shell := in.exporting(h.Linked(h.Address())...)
	shell.run(t, "sandbox:create", "clone", "-dir="+clone.dir, "-name="+clone.id, "-data="+in.id).exits(t, 0)
	h.mustDocker(t, "volume", "inspect", clone.id+"_db_data")
	clone.holdsNothing(t)
	clone.run(t, "sandbox:destroy", "-yes").exits(t, 0)
	h.holdsNothing(t, clone)
	in.run(t, "sandbox:snapshots", "-delete=far", "-yes").exits(t, 0)
	if left := h.mustDocker(t, "volume", "ls", "-q", "--filter", "label=sandbox.snapshot"); left != "" {
		t.Errorf("the far host has %q", left)
	}
}

func (h *farHost) rename(t *testing.T, in *instance) {
	const name = "engine.example"
	in.set(t, "SANDBOX_HOST", name)
	known := h.goingBy(t, in, name)
	known.run(t, "sandbox:gate").exits(t, 0)
	known.run(t, "sandbox:status").shows(t, "running", in.urlThere(t, name, "KTRDR_API_PORT"))
	in.set(t, "SANDBOX_HOST", nowhere)
	r := in.run(t, "sandbox:gate", "-timeout=60") // a ready stack needs no waiting
	r.exits(t, 2)
	r.keepsQuiet(t, "not ready after 1m")
	r.shows(t, "✗ Database not ready", nowhere, "try: "+cure(diagnose.UnknownHost, ""))
	if cures := strings.Count(r.stdout, "try: "); cures != 1 {
		t.Errorf("the report of one fault has %d cures\n%s", cures, r)
	}
	in.write(t, envFile, strings.Replace(in.read(t), "SANDBOX_HOST="+nowhere+"\n", "", 1))
}

// conflict takes ports on the far host with an instance, a container and a process.
func (h *farHost) conflict(t *testing.T, in *instance) {
	other := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	other.move(t, h, h.Address())
	other.set(t, "KTRDR_API_PORT", strconv.Itoa(in.port(t, "KTRDR_API_PORT")))
	r := other.run(t, "sandbox:up")
	r.exits(t, 3)
	r.complains(t, "in use already on "+h.Address(), "(backend) is held by instance "+in.id+" in "+in.dir)

	h.stranger(t, "publisher", "-p", h.Address()+":9990:8000", "-p", "127.0.0.1:9991:8000")
	h.stranger(t, "process", "--network", "host") // holds port 8000
	for _, test := range []struct {
		bind string
		port int
		code int
		says string
	}{
		{"0.0.0.0", 9990, 3, "0.0.0.0:9990 (backend) is held by container publisher"},
		{"0.0.0.0", 9991, 3, "0.0.0.0:9991 (backend) is held by container publisher"},
		{"0.0.0.0", 8000, 3, "8000"},
		{h.Address(), 9991, 0, ""},
	} {
		other.set(t, "SANDBOX_BIND", test.bind)
		other.set(t, "KTRDR_API_PORT", strconv.Itoa(test.port))
		r := other.run(t, "sandbox:up", "-timeout=20")
		r.exits(t, test.code)
		r.complains(t, test.says)
	}
	other.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	h.holdsNothing(t, other)
}

// tunnel makes an instance reachable through a port of this machine: first while
// another instance holds that port, then through a tunnel.
func (h *farHost) tunnel(t *testing.T, near *instance) {
	in := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	in.move(t, h, h.Address())
	in.set(t, "SANDBOX_HOST", "localhost")
	in.set(t, "KTRDR_API_PORT", strconv.Itoa(near.port(t, "KTRDR_API_PORT")))
	in.file = in.read(t)
	holder := "is held by instance " + near.id + " in " + near.dir
	r := in.run(t, "sandbox:up", "-timeout=20")
	r.exits(t, 3)
	r.complains(t, holder)
	in.set(t, "SANDBOX_HOST", h.Address())
	launched(t, in)
	in.set(t, "SANDBOX_HOST", "localhost")
	r = in.run(t, "sandbox:gate", "-timeout=60")
	r.exits(t, 2)
	r.keepsQuiet(t, "not ready after 1m")
	r.shows(t, "✗ Backend health check failed", holder, "try: stop instance "+near.id)

	in.set(t, "KTRDR_API_PORT", strconv.Itoa(h.forward(t)))
	in.file = in.read(t)
	r = in.run(t, "sandbox:up", "-timeout=20")
	r.exits(t, 0)
	r.shows(t, "Startability Gate: PASSED", in.urlThere(t, "localhost", "KTRDR_API_PORT"))
	in.run(t, "sandbox:destroy", "-yes").exits(t, 0)
	h.holdsNothing(t, in)
}

// context breaks an instance that is selected by a context, and checks its report,
// its entry in the list, and its remains after its directory is deleted.
func (h *farHost) context(t *testing.T) {
	const name = "docker" // as for docker-in-docker
	in := fault{stack: services{"backend": faulty("exit 3", "restart: 'no'")}}.prepare(t)
	in.set(t, "DOCKER_CONTEXT", "far")
	in.set(t, "SANDBOX_BIND", "0.0.0.0")
	in.file = in.read(t)
	shell := h.goingBy(t, in, name).exporting("DOCKER_CONFIG=" + h.newContext(t, "far", name))
	shell.env = append(shell.env, "DOCKER_HOST=tcp://127.0.0.1:1")

	r := shell.run(t, "sandbox:up", "-timeout=60")
	r.exits(t, 2)
	r.shows(t, "✗ Backend health check failed", "container backend exited with code 3",
		"try: "+cure(diagnose.ContainerExited, "backend"))
	shell.keepsEvidence(t, r, ": "+string(diagnose.ContainerExited)+" backend\n")
	in.holdsNothing(t)
	if listed, _ := inList(t, shell, in.id); listed.State != "stopped" || listed.Engine != "context far" {
		t.Errorf("listed as %+v", listed)
	}
	in.write(t, overrideFile, fault{stack: services{"backend": faulty("serve")}}.override())
	r = shell.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "Startability Gate: PASSED", in.urlThere(t, name, "KTRDR_API_PORT"))

	elsewhere := *shell
	elsewhere.dir = t.TempDir()
	away := in.dir + "-away"
	if err := os.Rename(in.dir, away); err != nil {
		t.Fatal(err)
	}
	ageClaims(t, &instance{env: []string{in.env[0] + "/hosts/" + name}})
	r = elsewhere.run(t, "sandbox:prune", "-yes")
	r.exits(t, 0)
	r.complains(t, "it ran on "+name, "mage sandbox:destroy -instance="+in.id)
	elsewhere.run(t, "sandbox:destroy", "-instance="+in.id, "-yes").exits(t, 0)
	h.holdsNothing(t, in)
	if err := os.Rename(away, in.dir); err != nil {
		t.Fatal(err)
	}
}

// ssh runs an instance under a name that only ssh resolves. docker calls ssh, and a
// script in its place connects to the engine.
func (h *farHost) ssh(t *testing.T) {
	bin := t.TempDir()
	script := "#!/bin/sh\ncase \"$*\" in *farthest*'docker system dial-stdio') DOCKER_HOST=" + h.Host() + " exec docker system dial-stdio ;; esac\nexit 255\n"
	if err := os.WriteFile(filepath.Join(bin, "ssh"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	in := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	in.set(t, "DOCKER_HOST", "ssh://me@farthest")
	in.set(t, "SANDBOX_HOST", h.Address())
	in.set(t, "SANDBOX_BIND", "0.0.0.0")
	in.file = in.read(t)
	shell := in.exporting("PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"))
	r := shell.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "Startability Gate: PASSED", in.urlThere(t, h.Address(), "KTRDR_API_PORT"))
	if listed, _ := inList(t, shell, in.id); listed.State != "running" || listed.Engine != "ssh://me@farthest" {
		t.Errorf("listed as %+v", listed)
	}
	in.holdsNothing(t)
	shell.run(t, "sandbox:destroy", "-yes").exits(t, 0)
	h.holdsNothing(t, in)
}

func (h *farHost) destroy(t *testing.T, in *instance) {
	in.run(t, "sandbox:down").exits(t, 0)
	if left, err := leftoversOn(h.docker, in.id); err != nil || len(left) == 0 {
		t.Errorf("sandbox:down left %q, %v; want the volumes", left, err)
	}
	in.run(t, "sandbox:up", "-nowait").exits(t, 0)
	elsewhere := *in
	elsewhere.dir = t.TempDir()
	r := elsewhere.run(t, "sandbox:destroy", "-instance="+in.id, "-yes")
	r.exits(t, 0)
	h.holdsNothing(t, in)
	in.isGone(t)
	if _, err := h.docker("image", "inspect", "localhost/sandbox-app:"+in.id); err == nil {
		t.Error("the instance's own image is left")
	}
}
