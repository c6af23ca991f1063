package sandbox

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/ports"
)

// in.Locate has its own test; here is what is made of it.
func TestPortsAreMetOnTheirMachine(t *testing.T) {
	for _, test := range []struct{ host, bind, url, address string }{
		{"", "127.0.0.1", "http://localhost:21001", "127.0.0.1:21001"},
		{"", "192.0.2.1", "http://localhost:21001", "192.0.2.1:21001"},
		{"build", "0.0.0.0", "http://build:21001", "build:21001"},
		{"localhost", "127.0.0.1", "http://localhost:21001", "localhost:21001"}, // through a tunnel
		{"2001:db8::1", "::", "http://[2001:db8::1]:21001", "[2001:db8::1]:21001"},
	} {
		o := sessionOf(t, "api")
		o.Instance.Host, o.Instance.Bind = test.host, netip.MustParseAddr(test.bind)
		if e := o.endpoint("api"); e.URL != test.url || e.Address != test.address {
			t.Errorf("%+v: got %s, dialled at %s", test, e.URL, e.Address)
		}
	}
}

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
		o := sessionOf(t, "api")
		o.Instance.Machine, o.Instance.Host, o.Instance.Bind = test.host, test.host, netip.MustParseAddr(test.bind)
		err := o.reachable()
		if (err != nil) != test.refused {
			t.Errorf("%+v: %v", test, err)
		}
		if err != nil && (ExitCode(err) != 1 || !strings.Contains(err.Error(), "SANDBOX_BIND=0.0.0.0") || !strings.Contains(err.Error(), "whoever reaches")) {
			t.Errorf("%+v: exit %d, %v", test, ExitCode(err), err)
		}
	}
}

func TestClaimFollowsInstanceToItsMachine(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	o := sessionOf(t, "api")
	o.Instance.Dir = t.TempDir()
	local, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	claim := newClaim(o.Instance.ID, o.Instance.Dir, o.Instance.Slot)
	claim.Worktree = true
	if err := local.Take(claim, nil); err != nil {
		t.Fatal(err)
	}
	o.Instance.Machine, o.Instance.Variables = "build", map[string]string{"DOCKER_HOST": "ssh://build"}
	for range 2 {
		o.renewClaim()
		known, problems := claims.All()
		if len(known) != 1 || problems != nil {
			t.Fatalf("got %+v, %v", known, problems)
		}
		if c := known[0]; c.Host != "build" || !c.Worktree || c.Engine.DockerHost != "ssh://build" || c.Slot != claim.Slot {
			t.Errorf("got %+v", c)
		}
	}
}

// Who holds a port of another machine is not found by a command here.
func TestConflictNamesTheMachine(t *testing.T) {
	taken := bindings(small(), "build", 3)
	err := conflict("build", taken, map[ports.Binding]string{taken[0]: "container x"})
	text := "in use already on build:\n  0.0.0.0:21003 (api) is held by container x\n"
	if !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want %q in it", err, text)
	}
	err = conflict("build", taken, nil)
	if !strings.Contains(err.Error(), "is held by an unknown holder\n") || strings.Contains(err.Error(), " run ") {
		t.Errorf("got %v", err)
	}
}

func TestHeld(t *testing.T) {
	var c docker.Container
	c.NetworkSettings.Ports = map[string][]struct{ HostIp, HostPort string }{"8000/tcp": {{"192.0.2.1", "21003"}}}
	for _, test := range []struct {
		machine string
		slot    int
		want    int
	}{
		{"build", 3, 1}, {"build", 4, 0},
		{"", 3, 0}, // both can publish on their own address
	} {
		if got := held([]docker.Container{c}, bindings(small(), test.machine, test.slot)); len(got) != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}
