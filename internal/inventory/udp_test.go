package inventory

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// A list shows the protocol of a port only where it is UDP and nothing else.
func TestUDPPortsAreThoseThatTheStackPublishesAsUDPAlone(t *testing.T) {
	w := stacktest.Workspace()
	udp := func(variable string) ports.Port { return ports.Port{Variable: variable, Service: "dns", UDP: true} }
	w.Stack.Services = []stack.Service{{Name: "dns", Ports: []ports.Port{udp("DNS"), udp("BOTH"), {Variable: "BOTH_TCP", Service: "dns"}, {Variable: "API", Service: "dns"}}}}
	w.Instance.Ports = map[string]int{"DNS": 5353, "BOTH": 5300, "BOTH_TCP": 5300, "API": 8001}
	if got := udpPorts(w, []int{5353, 5300, 8001, 9999}); !slices.Equal(got, []int{5353}) {
		t.Errorf("got %v", got)
	}
}
