//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// program returns the path of the program sandbox, which is built once.
func program(t *testing.T) string {
	t.Helper()
	path, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var builtProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(suite.dir, "program", "sandbox")
	build := exec.Command("go", "build", "-o", path, "./cmd/sandbox")
	build.Dir, build.Env = suite.root, suite.env
	_, err := output(build)
	return path, err
})

// ownTargets are the targets that only the program has.
var ownTargets = []string{"completion", "setup"}

// The targets of a magefile and of the program list the same, explain themselves alike,
// and answer every call alike.
func TestProgramAndMageAreTheSame(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	both := pair{in, in.asProgram(t)}
	targets := both.targets(t)
	for _, target := range targets {
		both.agree(t, []string{"-h", "sandbox:" + target}, []string{"-h", target}, []string{"-h", "sandbox:" + target}, []string{"help", target}, []string{target, "--help"})
	}
	for _, target := range targets {
		if ofTheEngine[target] {
			both.withoutEngine(t).answer(t, target)
		} else {
			both.answer(t, target)
		}
	}
	in.initialise(t)
	both.program.run(t, "up").exits(t, 0)
	for _, target := range targets {
		if !ofTheEngine[target] { // an instance's .env.sandbox names its engine
			both.answer(t, target)
		}
	}
	mage, program := both.mage.run(t, "sandbox:up", "-json"), both.program.run(t, "up", "-json")
	if unnamed(mage.stdout) != unnamed(program.stdout) || mage.code != program.code {
		t.Errorf("the program:\n%s\nmage:\n%s\n%s", program, mage, difference(program, mage))
	}
}

// pair is one directory with both ways to call its targets.
type pair struct{ mage, program *instance }

// asProgram returns the instance as the program handles it.
func (in *instance) asProgram(t *testing.T) *instance {
	t.Helper()
	other := *in
	other.mage = program(t)
	return &other
}

var ofMage = regexp.MustCompile(`\bmage\b`)

// speaksOfTheProgram fails the test if a line names mage, which the user may not have.
func (r result) speaksOfTheProgram(t *testing.T) {
	t.Helper()
	if ofMage.MatchString(r.stdout + r.stderr) {
		t.Errorf("the program speaks of mage\n%s", r)
	}
}

var listed = regexp.MustCompile(`(?m)^  (?:sandbox:)?([a-z]+)\*? +(.*)$`)

// targets returns the names of the targets, which must be the same with the same text.
func (p pair) targets(t *testing.T) (names []string) {
	t.Helper()
	texts := make(map[string]string)
	for _, line := range listed.FindAllStringSubmatch(p.mage.run(t, "-l").stdout, -1) {
		names = append(names, line[1])
		texts[line[1]] = unnamed(line[2])
	}
	for _, line := range listed.FindAllStringSubmatch(p.program.run(t, "--help").stdout, -1) {
		if texts[line[1]] != unnamed(line[2]) && !slices.Contains(ownTargets, line[1]) {
			t.Errorf("%s: the program says %q, mage says %q", line[1], line[2], texts[line[1]])
		}
		delete(texts, line[1])
	}
	if len(texts) > 0 || len(names) == 0 {
		t.Errorf("the program does not have %v", texts)
	}
	return names
}

// harmless are the arguments for targets that would change something without any.
var harmless = map[string][]string{
	"down":   {"-volumes"}, // without a terminal it refuses to delete them
	"init":   {"-slot=x"},
	"up":     {"-timeout=soon"},
	"create": {"Not a name"},
	"logs":   {"-service=nope"},
}

// ofTheEngine are the targets that show what other tests have on the engine.
var ofTheEngine = map[string]bool{"list": true, "prune": true}

// answer calls a target as a person and as a program, and wrongly.
func (p pair) answer(t *testing.T, target string) {
	call := append([]string{target}, harmless[target]...)
	qualified := append([]string{"sandbox:" + target}, call[1:]...)
	p.agree(t, qualified, call, qualified)
	p.agree(t, append(qualified, "-json"), append(call, "-json"))
	p.agree(t, append(qualified, "-json=maybe"), append(call, "-json=maybe"))
}

// noEngine is a docker command that reaches no engine.
const noEngine = "#!/bin/sh\necho 'Cannot connect to the Docker daemon at unix:///no/such/engine.sock. Is the docker daemon running?' >&2\nexit 1\n"

// withoutEngine returns the pair as it is where no engine answers, and nothing is claimed. The
// directory must not be an instance yet.
func (p pair) withoutEngine(t *testing.T) pair {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(noEngine), 0o700); err != nil {
		t.Fatal(err)
	}
	mage, program := *p.mage, *p.program
	mage.env = append(slices.Clone(mage.env), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), machine.HomeVariable+"="+t.TempDir())
	program.env = mage.env
	return pair{&mage, &program}
}

// agree fails the test unless the program answers each of its calls as the magefile answers
// one. Between two calls, other tests may take ports that adopt and doctor show: the answers
// have to agree once in three times.
func (p pair) agree(t *testing.T, call []string, calls ...[]string) {
	t.Helper()
	want := p.mage.run(t, call...)
	for _, other := range calls {
		got := p.program.run(t, other...)
		for again := 0; !got.isLike(want) && again < 2; again++ {
			want, got = p.mage.run(t, call...), p.program.run(t, other...)
		}
		got.speaksOfTheProgram(t)
		if !got.isLike(want) {
			t.Errorf("the program:\n%s\nmage:\n%s\n%s", got, want, difference(got, want))
		}
	}
}

// isLike reports whether two answers are the same but for the name of the program and for
// measured values.
func (r result) isLike(other result) bool {
	return r.code == other.code && unnamed(r.stdout) == unnamed(other.stdout) && unnamed(r.stderr) == unnamed(other.stderr)
}

// difference returns the lines that only one of two answers has.
func difference(program, mage result) string {
	lines := func(r result) []string {
		return slices.Collect(strings.Lines(unnamed(r.stdout) + unnamed(r.stderr)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "exit codes %d and %d\n", program.code, mage.code)
	for _, side := range []struct {
		name        string
		has, others []string
	}{{"program", lines(program), lines(mage)}, {"mage", lines(mage), lines(program)}} {
		for _, line := range side.has {
			if !slices.Contains(side.others, line) {
				fmt.Fprintf(&b, "only the %s: %s", side.name, line)
			}
		}
	}
	return b.String()
}

var (
	columns = regexp.MustCompile(` {2,}`)
	caller  = regexp.MustCompile(`\b(mage|sandbox)\b[ :]?`)
	// measured is what differs between two calls of one target.
	measured = regexp.MustCompile(`\b[0-9.]+ ?(m?s|GiB|of about)\b|"([a-z_]*seconds|attempts)": [0-9.]+|"[^"]*-worker-[12]"|"timeline": \[[^\]]*\]|"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^"]*"`)
	// tools are what doctor examines for magefiles alone.
	tools = regexp.MustCompile(`(?m)^ +. (Go|Mage): .*\n|(?s:\s*\{\s*"subject": "(Go|Mage)"[^{}]*\},?)`)
)

// unnamed returns the lines of an output without the name of the program and without
// measured values. They are sorted, because checks pass in any order.
func unnamed(text string) string {
	text = measured.ReplaceAllString(caller.ReplaceAllString(tools.ReplaceAllString(text, ""), ""), "-")
	return strings.Join(slices.Sorted(strings.Lines(columns.ReplaceAllString(text, "  "))), "")
}
