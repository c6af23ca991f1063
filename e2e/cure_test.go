//go:build e2e && unix

package e2e

import (
	"flag"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

var allFaults = flag.Bool("all-faults", false, "inject every fault, not only the first of each cause, and bound the time to the verdict")

// terminalBound is how late the verdict on a container that ended for good may be.
const terminalBound = 500 * time.Millisecond

// selected returns the faults to inject: the first of each cause, or all of them.
func selected(all []fault) []fault {
	if *allFaults {
		return all
	}
	seen := make(map[diagnose.Cause]bool)
	return slices.DeleteFunc(slices.Clone(all), func(f fault) bool {
		before := seen[f.cause]
		seen[f.cause] = true
		return before
	})
}

// carryOut carries out the cure that a report printed, and wants the next start to
// pass. A cure is a command, an action in words, or a command between words.
func (f fault) carryOut(t *testing.T, in *instance, cure string) {
	t.Helper()
	words := true
	if command := leadingCommand.FindString(cure); command != "" {
		var beside sync.WaitGroup
		if f.meanwhile != nil {
			beside.Go(func() { f.meanwhile(t, in) })
		}
		in.carriesOut(t, command)
		beside.Wait()
		words = strings.TrimPrefix(cure, command) != ""
	}
	switch {
	case words && f.mend != nil:
		f.mend(t, in)
	case words:
		f.correct(t, in)
	case f.mend != nil:
		t.Errorf("%q is a command, and the fault has an action of its own", cure)
	}
	if _, command, found := strings.Cut(cure, "then run "); found {
		in.carriesOut(t, command)
	}
	in.run(t, "sandbox:up").exits(t, 0)
}

var (
	leadingCommand = regexp.MustCompile(`^(mage|docker) [^,]+`)
	printedCure    = regexp.MustCompile(`(?m)^ *(?:→ )?try: (.*)$`)
)

// carriesOut runs a command of a cure, and answers what it would ask on a terminal.
func (in *instance) carriesOut(t *testing.T, command string) {
	t.Helper()
	words := strings.Fields(command)
	switch {
	case words[0] == "mage" && slices.Contains(words, "-volumes"):
		words = append(words, "-yes")
	case words[0] == "docker" && words[1] == "login":
		words = slices.Insert(words, 2, "--username=me", "--password=hunter2")
	}
	if words[0] == "mage" {
		in.run(t, words[1:]...).exits(t, 0)
		return
	}
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = in.dir, append(slices.Clone(suite.env), in.env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, text)
	}
}

// correct gives every service of the fault a definition that is in order.
func (f fault) correct(t *testing.T, in *instance) {
	good := fault{kind: f.kind, whole: f.whole, stack: make(services)}
	var workers []string
	for name := range f.stack {
		if strings.Contains(name, "-worker-") {
			workers = append(workers, name)
		}
	}
	for name := range f.stack {
		switch {
		case f.kind != "" || name == "db" || f.whole: // as its own Compose file has it
			good.stack[name] = "{}"
		case name == "backend" && len(workers) > 0:
			good.stack[name] = faulty("workers " + strings.Join(workers, " "))
		case name == "backend":
			good.stack[name] = faulty("serve")
		case slices.Contains(workers, name):
			good.stack[name] = faulty("deaf")
		case name == "migrate" || name == "job":
			good.stack[name] = faulty("exit 0")
		default:
			good.stack[name] = faulty("deaf")
		}
	}
	in.write(t, overrideFile, good.override())
}

// with returns a step that replaces the definitions of services.
func with(stack services) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) { in.write(t, overrideFile, fault{stack: stack}.override()) }
}

// holderStops stops what holds the backend's port.
func holderStops(_ *testing.T, in *instance) { in.stop() }

// recovered ends the recovery of the database after a while.
func recovered(t *testing.T, in *instance) {
	time.Sleep(2 * time.Second)
	mustDocker(t, "exec", in.container(t, "db"), "sh", "-c", `touch "$PGDATA/promote" && kill -USR1 1`)
}

// hashed makes the database ask for a hash of the password.
func hashed(t *testing.T, in *instance) {
	mustDocker(t, "exec", in.container(t, "db"), "sh", "-c", `sed -i 's/ password$/ scram-sha-256/' "$PGDATA/pg_hba.conf" && kill -HUP 1`)
}

// verdictTimer is a writer that notes when the verdict is written.
type verdictTimer struct {
	strings.Builder
	at time.Time
}

func (v *verdictTimer) Write(text []byte) (int, error) {
	n, err := v.Builder.Write(text)
	if v.at.IsZero() && strings.Contains(v.String(), "Startability Gate: ") {
		v.at = time.Now()
	}
	return n, err
}

// told holds a line for each injected fault, and how late the terminal ones were
// told.
var told struct {
	sync.Mutex
	lines []string
	late  []time.Duration
}

// terminalCauses are the causes of a container that does not run any more.
var terminalCauses = []diagnose.Cause{
	diagnose.ContainerExited, diagnose.OOMKilled, diagnose.CommandNotFound, diagnose.NotExecutable,
}

// measure notes how long after the fault the verdict came.
func (f fault) measure(t *testing.T, in *instance, cure string, verdict time.Time) {
	t.Helper()
	took := "-"
	if f.args == "" && slices.Contains(terminalCauses, f.cause) && !verdict.IsZero() {
		state := strings.Fields(mustDocker(t, "inspect", "--format", "{{.State.Status}} {{.State.FinishedAt}}", strings.Fields(in.container(t, f.service))[0]))
		ended, err := time.Parse(time.RFC3339Nano, state[1])
		if err == nil && state[0] == "exited" && ended.Year() > 2000 {
			told.Lock()
			told.late = append(told.late, verdict.Sub(ended))
			told.Unlock()
			took = verdict.Sub(ended).Round(time.Millisecond).String()
		}
	}
	told.Lock()
	defer told.Unlock()
	told.lines = append(told.lines, fmt.Sprintf("%-60.60s %-20s %-18s %8s  %s", or(f.kind, "default")+": "+f.name, f.cause, f.service, took, cure))
}

// showMeasured prints the table of all faults, and wants the terminal ones to be told
// in time if every fault was injected.
func showMeasured(t *testing.T) {
	slices.Sort(told.lines)
	t.Logf("%d faults:\n%s", len(told.lines), strings.Join(told.lines, "\n"))
	if len(told.late) == 0 {
		return
	}
	slices.Sort(told.late)
	most := told.late[(len(told.late)*95+99)/100-1]
	t.Logf("%d terminal faults: verdict at the 95th percentile %s after the event", len(told.late), most)
	if *allFaults && most > terminalBound {
		t.Errorf("the verdict may be %s after the event", terminalBound)
	}
}
