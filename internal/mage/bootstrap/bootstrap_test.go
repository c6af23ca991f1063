package bootstrap

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/testenv"
)

// TestMain runs the bootstrap instead of the tests if the environment asks for it, so that its processes run with the
// race detector too.
func TestMain(m *testing.M) {
	if os.Getenv("BOOTSTRAP_RUN_MAIN") == "1" {
		os.Exit(Main(os.Args[1:]))
	}
	testenv.Isolate()
	os.Exit(m.Run())
}

const magefile = `//go:build mage

package main

import (
	"fmt"
	"os"

	"example.com/app/word"
	"github.com/magefile/mage/mg"
)

// Word prints what another package of the module says.
func Word() { fmt.Println(word.Word) }

// Three fails with exit code 3.
func Three() error { return mg.Fatal(3, "three") }

// Where prints the working directory.
func Where() error {
	dir, err := os.Getwd()
	fmt.Println(dir, os.Getenv("PWD"))
	return err
}
`

// module is a temporary module with magefiles and its own cache of compiled magefiles.
type module struct {
	root  string
	cache string
}

func newModule(t *testing.T) module {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := module{root: root, cache: t.TempDir()}
	m.write(t, "go.mod", "module example.com/app\n\ngo 1.26.0\n\nrequire github.com/magefile/mage v1.17.2\n")
	m.write(t, "go.sum", mageSums(t))
	m.write(t, "magefiles/magefile.go", magefile)
	m.write(t, "word/word.go", "package word\n\nconst Word = \"first\"\n")
	m.write(t, "sub/deep/README", "")
	return m
}

// mageSums returns the lines of our go.sum that the temporary module needs to use mage from the module
// cache.
func mageSums(t *testing.T) string {
	t.Helper()
	sums, err := os.ReadFile(filepath.Join("..", "..", "..", "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(sums)) {
		if strings.HasPrefix(line, "github.com/magefile/mage v1.17.2") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func (m module) write(t *testing.T, name, content string) {
	t.Helper()
	path := filepath.Join(m.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// command returns a command that runs the bootstrap with args in the module's
// folder dir.
func (m module) command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Dir = filepath.Join(m.root, filepath.FromSlash(dir))
	cmd.Env = append(os.Environ(), "BOOTSTRAP_RUN_MAIN=1", "MAGEFILE_CACHE="+m.cache, "PWD="+cmd.Dir,
		"GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	cmd.WaitDelay = time.Second
	return cmd
}

type outcome struct {
	stdout, stderr string
	code           int
}

func (m module) mage(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := m.command(t, dir, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Errorf("mage %q: %v", args, err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// want fails the test unless got has the exit code and exactly this standard
// output.
func (got outcome) want(t *testing.T, stdout string, code int) {
	t.Helper()
	if got.stdout != stdout || got.code != code {
		t.Errorf("got %q and exit code %d, want %q and %d; stderr: %s", got.stdout, got.code, stdout, code, got.stderr)
	}
}

func (m module) binaries(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(m.cache, "mage-bootstrap", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(path string) bool { return strings.HasSuffix(path, ".lock") })
}

func TestConcurrentColdStartsSucceed(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	var calls sync.WaitGroup
	for range 12 {
		calls.Go(func() { m.mage(t, ".", "word").want(t, "first\n", 0) })
	}
	calls.Wait()
	if left := m.binaries(t); len(left) != 1 {
		t.Errorf("want one compiled magefile, found %q", left)
	}
	if _, err := os.Stat(filepath.Join(m.root, "magefiles", generated)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the generated main file is left behind: %v", err)
	}
}

func TestEditsAreSeen(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	m.mage(t, ".", "word").want(t, "first\n", 0)

	m.write(t, "word/word.go", "package word\n\nconst Word = \"second\"\n")
	m.mage(t, ".", "word").want(t, "second\n", 0)

	m.write(t, "word/word.go", "package word\n\nimport _ \"embed\"\n\n//go:embed word.txt\nvar Word string\n")
	m.write(t, "word/word.txt", "third")
	m.mage(t, ".", "word").want(t, "third\n", 0)
	m.write(t, "word/word.txt", "fourth")
	m.mage(t, ".", "word").want(t, "fourth\n", 0)
}

func TestEditsOfAReplacedModuleAreSeen(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	other := module{root: filepath.Join(filepath.Dir(m.root), "other")}
	other.write(t, "go.mod", "module example.com/other\n\ngo 1.26.0\n")
	other.write(t, "other.go", "package other\n\nconst Word = \"first\"\n")
	gomod, err := os.ReadFile(filepath.Join(m.root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m.write(t, "go.mod", string(gomod)+"\nrequire example.com/other v0.0.0\n\nreplace example.com/other => ../other\n")
	m.write(t, "word/word.go", "package word\n\nimport \"example.com/other\"\n\nconst Word = other.Word\n")

	m.mage(t, ".", "word").want(t, "first\n", 0)
	other.write(t, "other.go", "package other\n\nconst Word = \"second\"\n")
	m.mage(t, ".", "word").want(t, "second\n", 0)
	if left := m.binaries(t); len(left) != 1 {
		t.Errorf("want the compiled magefile replaced, found %q", left)
	}
}

func TestExitCodesArePassedOn(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	m.mage(t, ".", "three").want(t, "", 3)
	m.mage(t, ".", "nosuch").want(t, "", 2)
	m.mage(t, ".", "-t=1h", "-v", "word").want(t, "first\n", 0)
}

func TestTargetsRunInTheModulesRoot(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	m.mage(t, "sub/deep", "where").want(t, m.root+" "+m.root+"\n", 0)
	sub := filepath.Join(m.root, "sub")
	m.mage(t, "sub/deep", "-w=..", "where").want(t, sub+" "+sub+"\n", 0)
}

func TestCompileErrorIsReportedOnce(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	m.write(t, "word/word.go", "package word\n\nconst Word int = \"first\"\n")
	got := m.mage(t, ".", "word")
	got.want(t, "", 1)
	if strings.Count(got.stderr, "word.go:3") != 1 || strings.Count(got.stderr, "Error:") != 1 {
		t.Errorf("want the compiler's error once and mage's once, got: %s", got.stderr)
	}
	if left := m.binaries(t); len(left) != 0 {
		t.Errorf("left in the cache: %q", left)
	}
}

func TestMagesOwnCommands(t *testing.T) {
	t.Parallel()
	m := newModule(t)

	list := m.mage(t, "sub", "-l")
	if !strings.Contains(list.stdout, "word") || list.stderr != "" || list.code != 0 {
		t.Errorf("-l: %+v", list)
	}
	help := m.mage(t, ".", "-h", "word")
	if !strings.Contains(help.stdout, "mage word") || help.code != 0 {
		t.Errorf("-h word: %+v", help)
	}
	if complete := m.mage(t, ".", "-autocomplete"); complete.stdout != "three\nwhere\nword\n" {
		t.Errorf("-autocomplete: %+v", complete)
	}
	if left := m.binaries(t); len(left) != 0 {
		t.Errorf("listing compiled: %q", left)
	}
	if wrong := m.mage(t, ".", "-nosuch"); wrong.code != 2 {
		t.Errorf("-nosuch: %+v", wrong)
	}

	static := filepath.Join(m.root, "static")
	m.mage(t, ".", "-compile", static).want(t, "", 0)
	if out, err := exec.Command(static, "word").Output(); err != nil || string(out) != "first\n" {
		t.Errorf("the static binary: %q, %v", out, err)
	}

	m.mage(t, ".", "word").want(t, "first\n", 0)
	if clean := m.mage(t, ".", "-clean"); clean.code != 0 || len(m.binaries(t)) != 0 {
		t.Errorf("-clean: %+v, left: %q", clean, m.binaries(t))
	}
}
