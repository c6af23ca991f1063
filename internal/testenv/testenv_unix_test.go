//go:build unix

package testenv_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/testenv"
)

// variable makes this program print its environment, as a child of an isolated
// process sees it.
const variable = "TESTENV_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(variable) == "" {
		os.Exit(m.Run())
	}
	testenv.Isolate()
	child := exec.Command("sh", "-c", `echo "${COMPOSE_FILE-none} ${GIT_DIR-none} $PATH_OF_THE_USER"; kill -$0 $$; echo ignored`, os.Getenv(variable))
	child.Stdout = os.Stdout
	_ = child.Run() // the signal ends it
	os.Exit(0)
}

func TestChildrenAreIndependentOfTheShell(t *testing.T) {
	for _, signal := range []string{"HUP", "INT", "TERM"} {
		caller := exec.Command("sh", "-c", `trap '' "$1"; exec "$0"`, os.Args[0], signal)
		caller.Env = append(os.Environ(), variable+"="+signal, "COMPOSE_FILE=/nonexistent", "GIT_DIR=/nonexistent", "PATH_OF_THE_USER=kept")
		said, err := caller.Output()
		if want := "none none kept"; err != nil || strings.TrimSpace(string(said)) != want {
			t.Errorf("%s: got %q, %v, want %q", signal, said, err, want)
		}
	}
}
