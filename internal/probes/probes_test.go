package probes_test

import (
	"context"
	"errors"
	"maps"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/stack"
)

// unlimited leaves the context of a check as it is.
func unlimited(string) func(context.Context) context.Context {
	return func(ctx context.Context) context.Context { return ctx }
}

func TestChecksAskOnlyServicesOfTheInstance(t *testing.T) {
	errs := make(map[string]string)
	running := func() []docker.Container {
		return []docker.Container{stacktest.Publishing(21001), stacktest.Container("watch", "running", time.Now())}
	}
	for _, c := range (probes.Asker{Workspace: stacktest.Workspace("api", "w1", "w2"), Running: running}).Checks(unlimited) {
		errs[c.Name] = ""
		if err := c.Probe(t.Context()); err != nil {
			errs[c.Name] = err.Error()
		}
		if c.Name == "Workers" && c.Passed != "registered (2)" {
			t.Errorf("got %q", c.Passed)
		}
	}
	want := map[string]string{"API": "", "Seen": "", "Workers": "http://localhost:21001 lacks w1, w2"}
	if !maps.Equal(errs, want) {
		t.Errorf("got %v, want %v", errs, want)
	}
	for _, c := range (probes.Asker{Workspace: stacktest.Workspace("api", "watch"), Running: running}).Checks(unlimited) {
		if c.Name == "Workers" {
			t.Error("a check without any service is asked")
		}
		if c.Name == "Seen" {
			if err := c.Probe(t.Context()); err == nil || err.Error() != "watch is away" {
				t.Errorf("got %v", err)
			}
		}
	}
}

func TestAProbeFunctionThatMakesNoneFailsItsCheck(t *testing.T) {
	w := stacktest.Workspace("api", "watch", "w1")
	for i := range w.Stack.Services {
		w.Stack.Services[i].Probe = func(stack.Endpoint) gate.Probe { return nil }
	}
	w.Stack.Checks[2].Probe = func(func(string) stack.Endpoint, []string) gate.Probe { return nil }
	running := func() []docker.Container {
		return []docker.Container{stacktest.Publishing(21001), stacktest.Container("watch", "running", time.Now()), stacktest.Container("w1", "running", time.Now())}
	}
	for _, c := range (probes.Asker{Workspace: w, Running: running}).Checks(unlimited) {
		if err := c.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "its Probe function returns nil") {
			t.Errorf("%s: got %v", c.Name, err)
		}
	}
}

// A program that listens on the port of a database that is down must not be sent
// so much as the user's name.
func TestForeignListenerIsNotAsked(t *testing.T) {
	stopped, elsewhere := stacktest.Publishing(0), stacktest.Publishing(1)
	stopped.State.Running, stopped.State.Status = false, "exited"
	for name, test := range map[string]struct {
		containers []docker.Container
		why        string
	}{
		"no container":           {nil, "container api is not running"},
		"stopped":                {[]docker.Container{stopped}, "container api is not running"},
		"another port published": {[]docker.Container{elsewhere}, "container api does not publish port "},
	} {
		t.Run(name, func(t *testing.T) {
			a, connected := besideListener(t)
			a.Running = func() []docker.Container { return test.containers }
			for _, c := range a.Checks(unlimited) {
				err := c.Probe(t.Context())
				var blamed *diagnose.Unrecoverable
				if err == nil || !strings.Contains(err.Error(), test.why) || !errors.As(err, &blamed) || blamed.Service != "api" {
					t.Errorf("%s: got %v", c.Name, err)
				}
			}
			select {
			case <-connected:
				t.Error("the foreign listener was asked")
			default:
			}
		})
	}
}

func TestContainerThatPublishesThePortIsAsked(t *testing.T) {
	a, connected := besideListener(t)
	a.Running = func() []docker.Container {
		return []docker.Container{stacktest.Publishing(a.Instance.Ports["T_API_PORT"])}
	}
	if err := a.Checks(unlimited)[0].Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "SELECT 1") {
		t.Errorf("got %v", err)
	}
	<-connected
}

// besideListener returns an asker whose api is a database, and a channel that
// tells of each connection to the api's port.
func besideListener(t *testing.T) (probes.Asker, <-chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	connected := make(chan struct{}, 100)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connected <- struct{}{}
			conn.Close()
		}
	}()
	a := probes.Asker{Workspace: stacktest.Workspace("api", "w1")}
	a.Instance.Ports["T_API_PORT"] = listener.Addr().(*net.TCPAddr).Port
	a.Stack.Services[0].Probe = func(e stack.Endpoint) gate.Probe {
		return postgres.Target{Name: e.URL, Address: e.Address, User: "u", Password: "s3cret", Database: "d"}.Probe
	}
	return a, connected
}

// A register does not tell by which container a worker is in it.
func TestACheckWithItsOwnProbeIsAnsweredByTheContainersThatRan(t *testing.T) {
	api, w1 := stacktest.Publishing(21001), stacktest.Container("w1", "running", time.Now())
	running := []docker.Container{api, w1}
	for name, answer := range map[string]error{"passes": nil, "fails": errors.New("w1 is not registered")} {
		answered := make(map[string]string)
		asker := probes.Asker{
			Workspace: stacktest.Workspace("api", "w1"),
			Running:   func() []docker.Container { return running },
			Answered:  func(service string, by []docker.Container) { answered[service] = by[0].ID },
		}
		check := stack.Check{Name: "Workers", Services: []string{"w1"}, Probe: func(meet func(string) stack.Endpoint, _ []string) gate.Probe {
			meet("api")
			return func(context.Context) error { return answer }
		}}
		if err := asker.Check(check)(t.Context()); !errors.Is(err, answer) || (answered["w1"] == w1.ID) != (answer == nil) {
			t.Errorf("%s: %v, answered by %v", name, err, answered)
		}
	}
}
