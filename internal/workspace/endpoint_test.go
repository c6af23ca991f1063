package workspace_test

import (
	"net/netip"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

func TestDialable(t *testing.T) {
	for bind, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1", "::1": "::1", "192.0.2.7": "192.0.2.7",
	} {
		if got := workspace.Dialable(netip.MustParseAddr(bind)).String(); got != want {
			t.Errorf("bound to %s, dialled at %s, want %s", bind, got, want)
		}
	}
}

// in.Locate has its own test; here is what is made of it.
func TestPortsAreMetOnTheirMachine(t *testing.T) {
	for _, test := range []struct{ host, bind, url, address string }{
		{"", "127.0.0.1", "http://localhost:21001", "127.0.0.1:21001"},
		{"", "192.0.2.1", "http://localhost:21001", "192.0.2.1:21001"},
		{"build", "0.0.0.0", "http://build:21001", "build:21001"},
		{"localhost", "127.0.0.1", "http://localhost:21001", "localhost:21001"}, // through a tunnel
		{"shop.localhost", "127.0.0.1", "http://shop.localhost:21001", "127.0.0.1:21001"},
		{"shop.localhost", "::1", "http://shop.localhost:21001", "[::1]:21001"},
		{"2001:db8::1", "::", "http://[2001:db8::1]:21001", "[2001:db8::1]:21001"},
	} {
		w := stacktest.Workspace("api")
		w.Instance.Host, w.Instance.Bind = test.host, netip.MustParseAddr(test.bind)
		if e := w.Endpoint("api"); e.URL != test.url || e.Address != test.address {
			t.Errorf("%+v: got %s, dialled at %s", test, e.URL, e.Address)
		}
	}
}
