package preflight_test

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/ports"
)

func TestOtherMachineNeedsAddressToPublishOn(t *testing.T) {
	for _, test := range []struct {
		host, bind string
		refused    bool
	}{
		{"", "127.0.0.1", false},
		{"localhost", "127.0.0.1", false},
		{"build", "127.0.0.1", true},
		{"build", "::1", true},
		{"build", "0.0.0.0", false},
		{"build", "192.0.2.7", false},
	} {
		in := instance.Instance{}
		in.Machine, in.Host, in.Bind = test.host, test.host, netip.MustParseAddr(test.bind)
		err := preflight.CheckReachable(in)
		if (err != nil) != test.refused {
			t.Errorf("%+v: %v", test, err)
		}
		if err != nil && (outcome.ExitCode(err) != 1 || !strings.Contains(err.Error(), "SANDBOX_BIND=0.0.0.0") || !strings.Contains(err.Error(), "everybody who reaches")) {
			t.Errorf("%+v: exit %d, %v", test, outcome.ExitCode(err), err)
		}
	}
}

// Who holds a port of another machine is not found by a command here.
func TestConflictNamesTheMachine(t *testing.T) {
	taken := []ports.Binding{{Service: "api", Host: "0.0.0.0", Port: 21003}}
	w := stacktest.Workspace("api")
	w.Instance.Machine = "build"
	err := preflight.Conflict(w, taken, map[ports.Binding]string{taken[0]: "container x"})
	text := "in use already on build:\n  0.0.0.0:21003 (api) is held by container x\n"
	if !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want %q in it", err, text)
	}
	err = preflight.Conflict(w, taken, nil)
	if !strings.Contains(err.Error(), "is held by an unknown holder\n") || strings.Contains(err.Error(), " run ") {
		t.Errorf("got %v", err)
	}
}

func TestHeld(t *testing.T) {
	var c docker.Container
	c.NetworkSettings.Ports = map[string][]struct{ HostIp, HostPort string }{"8000/tcp": {{"192.0.2.1", "21003"}}}
	for _, test := range []struct {
		bind string
		slot int
		want int
	}{
		{"0.0.0.0", 3, 1}, {"0.0.0.0", 4, 0},
		{"127.0.0.1", 3, 0}, // both can publish on their own address
	} {
		if got := preflight.Held([]docker.Container{c}, []ports.Binding{{Host: test.bind, Port: 21000 + test.slot}}); len(got) != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}

// A port that no variable sets cannot be changed in .env.sandbox.
func TestCureOfAFixedPortIsTheComposeFile(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"a port of a variable": {"API_PORT=%d", "give this instance other ports in .env.sandbox"},
		"a fixed port":         {"", "publish another port than %d of service api in the Compose file"},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			port := listener.Addr().(*net.TCPAddr).Port
			w := stacktest.Workspace("api")
			w.Instance.Ports = map[string]int{}
			if test.file != "" {
				w.Instance.Ports["API_PORT"] = port
			}
			w.Config.Services["api"] = composefile.Service{Ports: []composefile.Port{{Target: 80, Published: strconv.Itoa(port), HostIP: "127.0.0.1"}}}
			want := strings.ReplaceAll(test.want, "%d", strconv.Itoa(port))
			if err := preflight.CheckPorts(t.Context(), w, nil); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}
