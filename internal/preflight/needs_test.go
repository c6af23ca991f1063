package preflight_test

import (
	"errors"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// listen returns a free port of this machine with the next one, after it has taken the
// first.
func listen(t *testing.T) (taken, free int) {
	t.Helper()
	for range 50 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		taken = listener.Addr().(*net.TCPAddr).Port
		if next, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(taken+1)); err == nil {
			next.Close()
			t.Cleanup(func() { listener.Close() })
			return taken, taken + 1
		}
		listener.Close()
	}
	t.Fatal("no two ports in a row are free")
	return 0, 0
}

func publishing(port int) docker.Container {
	c := stacktest.Publishing(port)
	c.Config.Labels["com.docker.compose.service"] = "watch"
	return c
}

// restarting returns a container between two runs, when it publishes nothing.
func restarting(port int) docker.Container {
	c := publishing(port)
	c.State.Restarting = true
	c.HostConfig.PortBindings, c.NetworkSettings.Ports = c.NetworkSettings.Ports, nil
	return c
}

func TestARangeNeedsAsManyFreePortsAsReplicas(t *testing.T) {
	taken, free := listen(t)
	both := strconv.Itoa(taken) + "-" + strconv.Itoa(free)
	two := 2
	for name, test := range map[string]struct {
		service composefile.Service
		own     []docker.Container
		refused bool
	}{
		"one is free":              {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: both}}}, nil, false},
		"one is free, for two":     {composefile.Service{Scale: &two, Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: both}}}, nil, true},
		"each port is needed":      {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: strconv.Itoa(taken)}, {HostIP: "127.0.0.1", Published: strconv.Itoa(free)}}}, nil, true},
		"its container has one":    {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: both}}}, []docker.Container{publishing(taken)}, false},
		"its container has it":     {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: strconv.Itoa(taken)}}}, []docker.Container{publishing(taken)}, false},
		"its container restarts":   {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: strconv.Itoa(taken)}}}, []docker.Container{restarting(taken)}, false},
		"UDP beside TCP":           {composefile.Service{Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: strconv.Itoa(taken), Protocol: "udp"}}}, nil, false},
		"the engine chooses":       {composefile.Service{Ports: []composefile.Port{{Target: 80}}}, nil, false},
		"Compose gives it to none": {composefile.Service{NetworkMode: "host", Ports: []composefile.Port{{HostIP: "127.0.0.1", Published: strconv.Itoa(taken)}}}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := stacktest.Workspace()
			w.Config.Services["watch"] = test.service
			err := preflight.CheckPorts(t.Context(), w, test.own)
			if (err != nil) != test.refused || err != nil && outcome.ExitCode(err) != 3 {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A program on the machine's own network listens itself.
func TestAServiceOnTheHostsNetworkNeedsThePortThatItIsAskedOn(t *testing.T) {
	taken, free := listen(t)
	w := stacktest.Workspace("api")
	w.Config.Services["api"] = composefile.Service{NetworkMode: "host"}
	w.Instance.Ports["T_API_PORT"] = taken
	if err := preflight.CheckPorts(t.Context(), w, nil); outcome.ExitCode(err) != 3 {
		t.Errorf("a foreign listener was not seen: %v", err)
	}
	w.Instance.Ports["T_API_PORT"] = free
	check := &composefile.Healthcheck{Test: []string{"CMD", "curl", "-f", "http://localhost:" + strconv.Itoa(taken) + "/"}}
	w.Config.Services["api"] = composefile.Service{NetworkMode: "host", Healthcheck: check}
	if err := preflight.CheckPorts(t.Context(), w, nil); outcome.ExitCode(err) != 3 {
		t.Errorf("a foreign listener on the port of its healthcheck was not seen: %v", err)
	}
	own := stacktest.Container("api", "running", time.Now())
	if err := preflight.CheckPorts(t.Context(), w, []docker.Container{own}); err != nil {
		t.Errorf("its own process is foreign: %v", err)
	}
}

func TestUnpublishedPorts(t *testing.T) {
	const asked = 21001
	running := func(service string) docker.Container { return stacktest.Container(service, "running", time.Now()) }
	without := running("api")
	without.NetworkSettings.Ports = nil
	front := publishing(asked)
	for name, test := range map[string]struct {
		mode       string
		containers []docker.Container
		want       bool
	}{
		"published by its container":       {"", []docker.Container{running("api")}, false},
		"published by none":                {"", []docker.Container{without}, true},
		"published by another service":     {"", []docker.Container{without, front}, true},
		"not running":                      {"", []docker.Container{stacktest.Container("api", "exited", time.Now())}, false},
		"published by the network's owner": {"service:watch", []docker.Container{without, front}, false},
		"not published by that":            {"service:watch", []docker.Container{without, running("watch")}, true},
		"the owner does not run":           {"service:watch", []docker.Container{without, stacktest.Container("watch", "exited", time.Now())}, false},
		"on the host's network":            {"host", []docker.Container{without}, false},
		"without a network":                {"none", []docker.Container{without}, false},
	} {
		w := stacktest.Workspace("api", "watch")
		w.Config.Services["api"] = composefile.Service{NetworkMode: test.mode}
		if b, got := preflight.Unpublished(w, "api", test.containers); got != test.want || got && b.Port != asked {
			t.Errorf("%s: got %v, %t", name, b, got)
		}
	}
}

func TestTheNextPortOfARange(t *testing.T) {
	w := stacktest.Workspace()
	w.Config.Services["watch"] = composefile.Service{Ports: []composefile.Port{{Published: "9200-9201"}, {Published: "8000"}}}
	for text, want := range map[string]bool{
		"listen tcp4 127.0.0.1:9200: bind: address already in use": true,
		"listen tcp4 127.0.0.1:8000: bind: address already in use": false,
		"no such image": false,
	} {
		if got := preflight.HasNext(w, errors.New(text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
