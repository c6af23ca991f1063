package docker

import (
	"net/netip"
	"testing"
)

func TestAtLeast(t *testing.T) {
	for _, test := range []struct {
		version, least string
		want           bool
	}{
		{"2.24.0", "2.24", true}, {"v2.24", "2.24", true}, {"2.24", "2.24.1", false}, {"2.9.9", "2.24", false}, {"5.6.0", "2.24", true},
		{"20.10.24+dfsg1", "20.10", true}, {"20.10+dfsg1", "20.10.1", false}, {"2.23.1-desktop.1", "2.23.1", true}, {"2.23-rc.9", "2.23.1", false},
		{"1.41", "1.41", true}, {"1.5", "1.41", false}, {"dev", "2.24", true}, {"", "2.24", true}, {"<not set>", "1.16", true},
	} {
		if got := AtLeast(test.version, test.least); got != test.want {
			t.Errorf("%q at least %q: %t", test.version, test.least, got)
		}
	}
}

func TestSubnetsOfAddressPools(t *testing.T) {
	if got := (Host{}).Subnets(); got != 31 {
		t.Errorf("the default pools have %d", got)
	}
	var h Host
	for base, size := range map[string]int{"10.10.0.0/16": 24, "172.80.0.0/12": 16, "192.168.0.0/24": 16, "fd00::/8": 64} {
		h.AddressPools = append(h.AddressPools, AddressPool{netip.MustParsePrefix(base), size})
	}
	if got := h.Subnets(); got != 256+16 {
		t.Errorf("got %d", got)
	}
}
