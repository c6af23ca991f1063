package stack_test

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

func asks(stack.Endpoint) gate.Probe { return func(context.Context) error { return nil } }

// valid returns a stack that the tests break, one change at a time.
func valid() stack.Stack {
	return stack.Stack{
		Services: []stack.Service{
			{Name: "web", Probe: asks, Ports: []ports.Port{ports.Each("WEB_PORT", "web", 3000)}},
			{Name: "db", Probe: asks, Ports: []ports.Port{ports.Each("DB_PORT", "db", 5432)}},
			{Name: "job"},
		},
		Checks: []stack.Check{
			{Name: "Database", Services: []string{"db"}},
			{Name: "Web", Services: []string{"web", "job"}, Needs: []string{"Database"}},
			{Name: "Pages", Services: []string{"web"}, Uses: []string{"Web"}},
		},
		Links:     []stack.Link{{Label: "Shop", Service: "web"}},
		Images:    []stack.Image{{Variable: "IMAGE", Repository: "localhost/shop"}},
		Variables: []stack.Variable{{Name: "PASSWORD"}},
	}
}

func TestValidateAcceptsGoodStacks(t *testing.T) {
	byContainer := valid() // a service without a probe is judged by its container
	byContainer.Services[1].Probe = nil
	for name, s := range map[string]stack.Stack{"whole": valid(), "empty": {}, "without a probe": byContainer} {
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidateNamesTheFault(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*stack.Stack)
		want   string
	}{
		{"service without a name", func(s *stack.Stack) { s.Services[2].Name = "" }, `service 3 has no name
check Web asks service "job", which the stack does not have`},
		{"two services of one name", func(s *stack.Stack) { s.Services[2].Name = "db" }, `two services are named db
check Web asks service "job", which the stack does not have`},
		{"port of another service", func(s *stack.Stack) { s.Services[0].Ports[0].Service = "db" }, `service web has port WEB_PORT, which is declared for "db"`},
		{"check without a name", func(s *stack.Stack) { s.Checks[2].Name = "" }, "check 3 has no name"},
		{"two checks of one name", func(s *stack.Stack) { s.Checks[2] = s.Checks[0] }, "two checks are named Database"},
		{"unknown service in a check", func(s *stack.Stack) { s.Checks[0].Services = []string{"db", "dbx"} }, `check Database asks service "dbx", which the stack does not have`},
		{"check without a service", func(s *stack.Stack) { s.Checks[2].Services = nil }, "check Pages asks no service"},
		{"check that needs itself", func(s *stack.Stack) { s.Checks[0].Needs = []string{"Database"} }, "check Database needs itself"},
		{"check that uses itself", func(s *stack.Stack) { s.Checks[0].Uses = []string{"Database"} }, "check Database uses itself"},
		{"unknown check in Needs", func(s *stack.Stack) { s.Checks[0].Needs = []string{"Disk"} }, `check Database needs check "Disk", which the stack does not have`},
		{"unknown check in Uses", func(s *stack.Stack) { s.Checks[0].Uses = []string{"Disk"} }, `check Database uses check "Disk", which the stack does not have`},
		{"cycle of two", func(s *stack.Stack) { s.Checks[0].Needs = []string{"Web"} }, "check Database needs Web, which cannot pass without Database"},
		{"cycle of three", func(s *stack.Stack) { s.Checks[0].Uses = []string{"Pages"} }, "check Database uses Pages, which cannot pass without Database"},
		{"needs a check before a cycle of others", func(s *stack.Stack) {
			s.Checks[0].Needs, s.Checks[1].Needs, s.Checks[1].Uses = []string{"Web"}, nil, []string{"Pages"}
		}, `check Database needs Web: declare Web first
check Web uses Pages, which cannot pass without Web`},
		{"needs a later check", func(s *stack.Stack) { s.Checks[0], s.Checks[1] = s.Checks[1], s.Checks[0] }, "check Web needs Database: declare Database first"},
		{"variable that selects an engine", func(s *stack.Stack) { s.Pass = []string{"TOKEN", "DOCKER_HOST"} }, `"DOCKER_HOST" cannot be passed: name a variable that selects neither an engine nor a project`},
		{"link without a label", func(s *stack.Stack) { s.Links[0].Label = "" }, "link 1 has no label"},
		{"link to an unknown service", func(s *stack.Stack) { s.Links[0].Service = "shop" }, `link Shop leads to service "shop", which the stack does not have`},
		{"image without a repository", func(s *stack.Stack) { s.Images[0].Repository = "" }, "image 1 has no repository"},
		{"variable without a name", func(s *stack.Stack) { s.Variables[0].Name = "" }, "variable 1 has no name"},
		{"port without a variable", func(s *stack.Stack) { s.Services[0].Ports[0].Variable = "" }, "a port of web has no variable"},
		{"ports that meet", func(s *stack.Stack) { s.Services[1].Ports[0].Zero, s.Services[1].Ports[0].Base = 3001, 3001 }, "DB_PORT in slot 0 and WEB_PORT in slot 1 are both port 3001"},
		{"port out of range", func(s *stack.Stack) { s.Services[0].Ports[0].Base = 70000 }, "WEB_PORT is 70001 in slot 1: a port is a number from 1 to 65535"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := valid()
			test.change(&s)
			if err := s.Validate(); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestValidateSaysAllAtOnce(t *testing.T) {
	s := valid()
	s.Services[0].Name = "db"
	s.Checks[0].Needs = []string{"Database", "Disk"}
	s.Links[0].Service = "shop"
	s.Services[1].Ports[0].Zero = 0
	want := []string{
		`service db has port WEB_PORT, which is declared for "web"`,
		"two services are named db",
		"check Database needs itself",
		`check Database needs check "Disk", which the stack does not have`,
		`check Web asks service "web", which the stack does not have`,
		`check Pages asks service "web", which the stack does not have`,
		`link Shop leads to service "shop", which the stack does not have`,
		"DB_PORT is 0 in slot 0: a port is a number from 1 to 65535",
	}
	if err := s.Validate(); err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
}
