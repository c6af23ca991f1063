package sandbox

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/stack"
)

// publishing returns the running container of api, which publishes a port.
var publishing = stacktest.Publishing

// A program that listens on the port of a database that is down must not be sent
// so much as the user's name.
func TestForeignListenerIsNotAsked(t *testing.T) {
	stopped, elsewhere := publishing(0), publishing(1)
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
			o, connected := besideListener(t)
			w := &watch{o: o, seen: test.containers}
			for _, c := range o.checks(w)[:2] {
				err := c.Probe(t.Context())
				var blamed *diagnose.Unrecoverable
				if err == nil || !strings.Contains(err.Error(), test.why) || !errors.As(err, &blamed) || blamed.Service != "api" {
					t.Errorf("%s: got %v", c.Name, err)
				}
			}
			answered := o.askAll(t.Context(), test.containers)
			if err := answered.services["api"]; err == nil || !strings.Contains(err.Error(), test.why) {
				t.Errorf("status: got %v", err)
			}
			if answered.register == nil {
				t.Error("the register was asked")
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
	o, connected := besideListener(t)
	containers := []docker.Container{publishing(o.Instance.Ports["T_API_PORT"])}
	if err := o.checks(&watch{o: o, seen: containers})[0].Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "SELECT 1") {
		t.Errorf("got %v", err)
	}
	<-connected
	_ = o.askAll(t.Context(), containers)
	<-connected
}

// besideListener returns a session whose api is a database, and a channel that
// tells of each connection to the api's port.
func besideListener(t *testing.T) (*session, <-chan struct{}) {
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
	o := sessionOf(t, "api", "w1")
	o.Instance.Ports["T_API_PORT"] = listener.Addr().(*net.TCPAddr).Port
	o.Stack.Services[0].Probe = func(e stack.Endpoint) gate.Probe {
		return postgres.Target{Name: e.URL, Address: e.Address, User: "u", Password: "s3cret", Database: "d"}.Probe
	}
	return o, connected
}
