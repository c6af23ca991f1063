package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/report"
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

func TestRegistration(t *testing.T) {
	missing := fmt.Errorf("GET returned %w", &stack.Unregistered{Expected: 2, Services: []string{"b"}})
	for _, test := range []struct {
		worker   string
		register error
		want     string
	}{
		{"a", nil, "registered"}, {"a", missing, "registered"}, {"b", missing, "not registered"},
		{"a", errors.New("refused"), "not registered: the register does not answer"},
	} {
		if got := registration(test.worker, test.register).text; got != test.want {
			t.Errorf("%s, %v: got %q, want %q", test.worker, test.register, got, test.want)
		}
	}
}

func small() stack.Stack { return stacktest.Stack() }

func sessionOf(_ *testing.T, services ...string) *session {
	return &session{Workspace: stacktest.Workspace(services...)}
}

// in returns a container of a service in some state.
var in = stacktest.Container

// publishing returns the running container of api, which publishes a port.
var publishing = stacktest.Publishing

func TestLookTellsServicesFromStrangers(t *testing.T) {
	o := sessionOf(t, "api", "watch", "w1")
	var c docker.Container
	c.ID, c.State.Status, c.State.ExitCode = "1", "exited", 3
	c.Config.Labels = map[string]string{"com.docker.compose.service": "api"}
	d := report.Status{Instance: "a", Slot: new(1)}
	o.look([]docker.Container{c}, o.askAll(t.Context(), []docker.Container{c}), &d)
	if why := condition(small().Services[0], o.asker(nil).Askable("api")); why.text != "not ready: container api is not running" {
		t.Errorf("got %q", why.text)
	}
	// Somebody answers on the port of api, whose container is gone.
	want := []report.ServiceStatus{
		{Name: "api", Label: "API", URL: "http://localhost:21001", State: "exited", Message: "exited with code 3"},
		{Name: "watch", Label: "Watch", State: report.NotStarted, Message: "not started"},
	}
	for i, status := range d.Services {
		if status.Container = nil; status != want[i] {
			t.Errorf("got %+v, want %+v", status, want[i])
		}
	}
	if d.Healthy != 0 || d.Total != 3 || d.State != report.Stopped {
		t.Errorf("got %+v", d)
	}
	if got := d.Workers[1]; got.State != report.NotInStack || got.Message != "not in the stack" || got.URL != "" {
		t.Errorf("got %+v", got)
	}
}

func TestUnknownServiceIsAnsweredWithTheKnown(t *testing.T) {
	o := sessionOf(t, "api", "watch")
	if err := o.knownServices([]string{"api"}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"nope", "--follow", ""} {
		if err := o.knownServices([]string{name}); ExitCode(err) != 1 || !strings.Contains(err.Error(), "it has api, watch") {
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
