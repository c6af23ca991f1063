package sandbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/testenv"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// initVariable makes the test's program one sandbox:init in its directory.
const initVariable = "SANDBOX_TEST_INIT"

// portless leaves the machine's ports out of the tests of slots.
func portless() Sandbox {
	return Sandbox{Stack: stack.Stack{Variables: []stack.Variable{{Name: "PASSWORD"}}}}
}

func TestMain(m *testing.M) {
	if os.Getenv(initVariable) == "" {
		testenv.Isolate()
		testenv.IsolateFromEngine()
		os.Exit(m.Run())
	}
	_, err := portless().Init(context.Background(), InitOptions{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(ExitCode(err))
}

// crowd is a machine with directories in which nobody has run sandbox:init.
type crowd struct {
	home string
	dirs []string
}

func newCrowd(t *testing.T, directories int) crowd {
	t.Helper()
	m := crowd{home: t.TempDir()}
	parent := t.TempDir()
	for i := range directories {
		dir := filepath.Join(parent, fmt.Sprintf("repo--%d", i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		m.dirs = append(m.dirs, dir)
	}
	return m
}

// initAll runs sandbox:init in all directories at once, each in a process of its
// own, which is killed after a while if a limit is given.
func (m crowd) initAll(t *testing.T, limit time.Duration) {
	t.Helper()
	var all sync.WaitGroup
	for _, dir := range m.dirs {
		all.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), initVariable+"=1", "KTRDR_SANDBOX_HOME="+m.home, "DOCKER_HOST=tcp://127.0.0.1:1")
			var stderr strings.Builder
			cmd.Stderr = &stderr
			err := cmd.Start()
			if err != nil {
				t.Error(err)
				return
			}
			if limit > 0 {
				timer := time.AfterFunc(rand.N(limit), func() { _ = cmd.Process.Kill() })
				defer timer.Stop()
			}
			if err := cmd.Wait(); err != nil && limit == 0 {
				t.Errorf("%s: %v: %s", dir, err, stderr.String())
			}
		})
	}
	all.Wait()
}

// slots wants every directory to be an instance with a slot and a claim of its own.
func (m crowd) slots(t *testing.T) {
	t.Helper()
	t.Setenv("KTRDR_SANDBOX_HOME", m.home)
	known, problems := claims.All()
	claimant := make(map[int]string)
	for _, c := range known {
		claimant[c.Slot] = c.Dir
	}
	given := make(map[int]string)
	for _, dir := range m.dirs {
		in, err := instance.Load(dir, nil)
		if err != nil {
			t.Error(err)
			continue
		}
		if other, twice := given[in.Slot]; twice {
			t.Errorf("%s and %s are both in slot %d", other, dir, in.Slot)
		}
		given[in.Slot] = dir
		if claimant[in.Slot] != in.Dir {
			t.Errorf("slot %d of %s is claimed by %q", in.Slot, in.Dir, claimant[in.Slot])
		}
	}
	if len(known) != len(m.dirs) || problems != nil {
		t.Errorf("%d claims for %d directories, %v", len(known), len(m.dirs), problems)
	}
}

// A slot that is given twice, or lost, shows. In the later rounds some are killed at
// any point of the time that all take together.
func TestFortyInitsAtOnceGetFortySlots(t *testing.T) {
	begun := time.Now()
	m := newCrowd(t, 40)
	m.initAll(t, 0)
	m.slots(t)
	took := time.Since(begun)
	for round := range 2 {
		t.Run(fmt.Sprintf("some are killed, round %d", round), func(t *testing.T) {
			m := newCrowd(t, 40)
			m.initAll(t, took)
			m.initAll(t, 0)
			m.slots(t)
		})
	}
}

func TestInitsAtOnceInOneDirectoryMakeOneInstance(t *testing.T) {
	m := newCrowd(t, 1)
	one := m
	m.dirs = append(m.dirs, m.dirs[0], m.dirs[0], m.dirs[0])
	m.initAll(t, time.Hour) // one is quicker, and the others may say so
	one.slots(t)
}

func TestWithoutAFreeSlotInitNamesWhoHasThem(t *testing.T) {
	few := ports.Scheme{ports.Each("T_PORT", "api", 65531)}
	last := few.MaxSlot()
	m := newCrowd(t, last+1)
	t.Setenv("KTRDR_SANDBOX_HOME", m.home)
	s := Sandbox{Stack: stack.Stack{Services: []stack.Service{{Name: "api", Ports: few}}}}
	for _, dir := range m.dirs[:last] {
		t.Chdir(dir)
		if _, err := s.Init(t.Context(), InitOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(m.dirs[last])
	_, err := s.Init(t.Context(), InitOptions{})
	if ExitCode(err) != ExitPortTaken {
		t.Fatalf("exit code %d, %v", ExitCode(err), err)
	}
	for _, dir := range m.dirs[:last] {
		if !strings.Contains(err.Error(), " in "+dir+"\n") {
			t.Errorf("%s is not named in\n%v", dir, err)
		}
	}
	for _, cure := range []string{"sandbox:destroy -instance=ID", "sandbox:prune"} {
		if !strings.Contains(err.Error(), cure) {
			t.Errorf("no %s in\n%v", cure, err)
		}
	}
	if _, err := os.Stat(instance.File); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is an instance: %v", err)
	}
}
