// Package stacktest has a small stack and its containers for tests.
package stacktest

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// Stack returns a stack of two services and three workers. The check API asks api, Seen
// asks api and watch, and Workers, which needs API, asks the register in api.
func Stack() stack.Stack {
	passes := func(stack.Endpoint) gate.Probe { return func(context.Context) error { return nil } }
	return stack.Stack{
		Services: []stack.Service{
			{Name: "api", Label: "API", Probe: passes, Ports: []ports.Port{ports.Each("T_API_PORT", "api", 21000)}, URL: func(at string) string { return "http://" + at }},
			{Name: "watch", Label: "Watch", Probe: func(stack.Endpoint) gate.Probe {
				return func(context.Context) error { return errors.New("watch is away") }
			}},
			{Name: "w1", Worker: true}, {Name: "w2", Worker: true}, {Name: "w3", Worker: true},
		},
		Checks: []stack.Check{
			{Name: "API", Services: []string{"api"}, Passed: "ready"},
			{Name: "Seen", Services: []string{"api", "watch"}},
			{
				Name: "Workers", Services: []string{"w1", "w2", "w3"}, Needs: []string{"API"}, Passed: "registered (%d)",
				Probe: func(meet func(string) stack.Endpoint, services []string) gate.Probe {
					return func(context.Context) error {
						return errors.New(meet("api").URL + " lacks " + strings.Join(services, ", "))
					}
				},
			},
		},
		Links: []stack.Link{{Label: "API", Service: "api", Path: "/docs"}, {Label: "Watch", Service: "watch", Path: "/"}},
	}
}

// Workspace returns a workspace of [Stack] whose Compose files start these services.
func Workspace(services ...string) workspace.Workspace {
	config := compose.Config{Project: composefile.Project{Services: make(map[string]composefile.Service)}}
	for _, name := range services {
		config.Services[name] = composefile.Service{}
	}
	in := instance.Instance{ID: "a", Slot: 1, Bind: netip.MustParseAddr("127.0.0.1"), Ports: map[string]int{"T_API_PORT": 21001}}
	return workspace.Workspace{Stack: Stack(), Instance: in, Config: config}
}

// Container returns a container of a service in one of the engine's states. The one of api
// publishes its port while it runs.
func Container(service, state string, created time.Time) docker.Container {
	c := docker.Container{ID: service + created.String(), Name: "/a-" + service + "-1", Created: created}
	c.Config.Labels = map[string]string{"com.docker.compose.service": service}
	c.State.Status = state
	c.State.Running = state == "running" || state == "restarting" || state == "paused"
	c.State.Restarting, c.State.Paused = state == "restarting", state == "paused"
	if service == "api" && c.State.Running {
		c.NetworkSettings.Ports = map[string][]struct{ HostIp, HostPort string }{"80/tcp": {{"127.0.0.1", "21001"}}}
	}
	return c
}

// Publishing returns the running container of api, which publishes a port.
func Publishing(port int) docker.Container {
	c := Container("api", "running", time.Now())
	c.NetworkSettings.Ports = map[string][]struct{ HostIp, HostPort string }{"80/tcp": {{"127.0.0.1", strconv.Itoa(port)}}}
	return c
}
