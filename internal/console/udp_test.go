package console

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestAPortIsShownWithUDP(t *testing.T) {
	dns := report.ServiceStatus{Name: "dns", Label: "dns", URL: "localhost:5353", Protocol: "udp", Ready: true, State: report.Ready, Message: "up"}
	status := report.Status{Instance: "shop", Slot: new(1), State: report.Running, Up: 1, Total: 1, Services: []report.ServiceStatus{dns}}
	list := report.List{Instances: []report.Instance{{Instance: "shop", Slot: 1, State: report.Running, Ports: []int{8001, 5353}, UDPPorts: []int{5353}, Directory: "/src/shop"}}}
	for want, show := range map[string]func(*Console){
		"dns: localhost:5353/udp (up)":       func(c *Console) { c.Status(status) },
		"localhost:8001, localhost:5353/udp": func(c *Console) { c.List(list) },
	} {
		if stdout, _ := shown(t, show); !strings.Contains(stdout, want) {
			t.Errorf("%q is not in\n%s", want, stdout)
		}
	}
}
