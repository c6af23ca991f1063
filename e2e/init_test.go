//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

func TestInitWritesFileOnce(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	info, err := os.Stat(filepath.Join(in.dir, envFile))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the mode of %s is %v, want 0600", envFile, info.Mode())
	}
	for _, test := range []struct {
		args []string
		code int
	}{
		{nil, 0},
		{[]string{"-slot=" + strconv.Itoa(in.slot)}, 0},
		{[]string{"-name=" + in.id}, 0},
		{[]string{"-slot=0"}, 1},
		{[]string{"-name=" + in.id + "-2"}, 1},
	} {
		r := in.run(t, append([]string{"sandbox:init"}, test.args...)...)
		r.exits(t, test.code)
		if test.code == 0 {
			r.shows(t, fmt.Sprintf("Instance: %s (slot %d), unchanged", in.id, in.slot))
		} else {
			r.complains(t, "instance "+in.id, "already")
		}
		if in.read(t) != in.file {
			t.Fatalf("%s changed %s", r.command, envFile)
		}
	}
}

func TestInitGivesEachInstanceItsPasswordsAndPorts(t *testing.T) {
	t.Parallel()
	one, other := newBareInstance(t), newBareInstance(t)
	const password = "KTRDR_DB_PASSWORD"
	if a, b := one.variables(t)[password], other.variables(t)[password]; len(a) < 20 || len(b) < 20 || a == b {
		t.Errorf("the passwords are %q and %q, want two that are random", a, b)
	}
	for variable := range one.variables(t) {
		if !regexp.MustCompile(`_PORT(_\d)?$`).MatchString(variable) {
			continue
		}
		if one.port(t, variable) == other.port(t, variable) {
			t.Errorf("two instances share %s", variable)
		}
	}
}

func TestInitSkipsSlotWithTakenPort(t *testing.T) {
	t.Parallel()
	first, second := newDirectory(t), newDirectory(t)
	first.run(t, "sandbox:init").exits(t, 0)
	listen(t, first.port(t, "KTRDR_API_PORT"))
	second.run(t, "sandbox:init").exits(t, 0)
	if a, b := first.variables(t)["SLOT_NUMBER"], second.variables(t)["SLOT_NUMBER"]; a == b || b == "0" {
		t.Errorf("slots %s and %s", a, b)
	}
}

func TestConcurrentInitsGetDifferentSlots(t *testing.T) {
	t.Parallel()
	first := newDirectory(t)
	instances := []*instance{first}
	for range 5 {
		instances = append(instances, newDirectory(t).onMachineOf(first))
	}
	var together sync.WaitGroup
	for _, in := range instances {
		together.Go(func() {
			if r, err := in.execute("sandbox:init"); err != nil || r.code != 0 {
				t.Errorf("%v\n%s", err, r)
			}
		})
	}
	together.Wait()
	slots := make(map[string]string)
	for _, in := range instances {
		slot := in.variables(t)["SLOT_NUMBER"]
		if other, taken := slots[slot]; taken {
			t.Errorf("%s and %s have slot %s", other, in.id, slot)
		}
		slots[slot] = in.id
	}
}

func TestInitRefusesSlotAndIDOfAnotherDirectory(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	other := newDirectory(t).onMachineOf(in)
	for _, flag := range []string{fmt.Sprintf("-slot=%d", in.slot), "-name=" + in.id} {
		r := other.run(t, "sandbox:init", flag)
		r.exits(t, 1)
		r.complains(t, in.id, in.dir)
	}
	other.run(t, "sandbox:init").exits(t, 0)
}

func TestInitNeedsNoEngine(t *testing.T) {
	t.Parallel()
	in := newDirectory(t).exporting("DOCKER_HOST=tcp://127.0.0.1:1", "PATH=")
	r := in.run(t, "sandbox:init", "-slot=0", "-name=some_other-name.")
	r.exits(t, 1)
	r = in.run(t, "sandbox:init", "-slot=0", "-name=some_other-name")
	r.exits(t, 0)
	r.shows(t, "Instance: some_other-name (slot 0)", "KTRDR_API_PORT:", "8000", "KTRDR_WORKER_PORT_1:", "5003")
	if got := in.variables(t)["COMPOSE_PROJECT_NAME"]; got != "some_other-name" {
		t.Errorf("COMPOSE_PROJECT_NAME is %q", got)
	}
}

func TestInitMakesSlugOfDirectoryName(t *testing.T) {
	t.Parallel()
	in, err := makeDirectory(t.TempDir(), "_My Repo--Feature.X")
	if err != nil {
		t.Fatal(err)
	}
	in.run(t, "sandbox:init", "-slot=40").exits(t, 0)
	if got := in.variables(t)["INSTANCE_ID"]; got != "my-repo--feature-x" {
		t.Errorf("the id is %q", got)
	}
}

// onMachineOf returns the directory on the machine of another instance, whose
// claims it sees.
func (in *instance) onMachineOf(other *instance) *instance {
	in.env = other.env
	return in
}
