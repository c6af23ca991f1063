package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/stack"
)

func TestExitCode(t *testing.T) {
	plain := errors.New("plain")
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, 0}, {plain, 1}, {plain, 1}, {outcome.NotReady(plain), 2}, {outcome.PortTaken(plain), 3},
		{fmt.Errorf("wrapped: %w", outcome.NotReady(plain)), 2},
		{outcome.NotReady(outcome.PortTaken(plain)), 2}, // the outermost decides
	} {
		if got := ExitCode(test.err); got != test.want {
			t.Errorf("%v: exit %d, want %d", test.err, got, test.want)
		}
	}
}

func small() stack.Stack { return stacktest.Stack() }

func TestUnknownServiceIsAnsweredWithTheKnown(t *testing.T) {
	w := stacktest.Workspace("api", "watch")
	if err := checkServices(w, []string{"api"}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"nope", "--follow", ""} {
		if err := checkServices(w, []string{name}); ExitCode(err) != 1 || !strings.Contains(err.Error(), "it has api, watch") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestInitWritesAnInstanceOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Repo--Feat X")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	t.Setenv("DOCKER_HOST", "tcp://192.0.2.1:1") // nobody is asked; it is recorded
	s := Sandbox{Stack: small()}
	s.Stack.Variables = []stack.Variable{{Name: "T_USER", Value: "me"}, {Name: "T_PASSWORD", Value: ""}}

	if _, err := s.Init(t.Context(), InitOptions{Slot: new(7)}); err != nil {
		t.Fatal(err)
	}
	in, err := instance.Load(".", s.Stack.Scheme())
	if err != nil {
		t.Fatal(err)
	}
	v := in.Variables
	if in.ID != "repo--feat-x" || in.Slot != 7 || v["T_API_PORT"] != "21007" || v["T_USER"] != "me" || len(v["T_PASSWORD"]) < 20 ||
		v["DOCKER_HOST"] != "tcp://192.0.2.1:1" || v["SANDBOX_VERSION"] != Version || v["CREATED_AT"] == "" {
		t.Errorf("got %+v", in)
	}
	if !in.Bind.IsLoopback() || in.Host != "192.0.2.1" {
		t.Errorf("bound to %v, met at %q", in.Bind, in.Host)
	}
	if known, _ := claims.All(); len(known) != 1 || known[0].Host != "192.0.2.1" {
		t.Errorf("got %+v", known)
	}
	before, _ := os.ReadFile(instance.File)
	if strings.Contains(string(before), "SANDBOX_BIND") {
		t.Error("it is decided for the user what another machine publishes")
	}
	for _, test := range []struct {
		options InitOptions
		exit    int
	}{
		{InitOptions{}, 0}, {InitOptions{Slot: new(7), Name: "repo--feat-x"}, 0},
		{InitOptions{Slot: new(8)}, 1}, {InitOptions{Name: "other"}, 1}, {InitOptions{Slot: new(99)}, 1}, {InitOptions{Slot: new(-1)}, 1},
	} {
		if _, err := s.Init(t.Context(), test.options); ExitCode(err) != test.exit {
			t.Errorf("%+v: %v", test.options, err)
		}
	}
	if after, _ := os.ReadFile(instance.File); string(after) != string(before) {
		t.Error("the file was changed")
	}
}
