package derive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/stack"
)

func derivedShop(t *testing.T) derive.Derived {
	t.Helper()
	project, err := composefile.Parse([]byte(`
name: shop
services:
  worker: {image: shop, x-sandbox: {worker: true}}
  web: {image: shop, ports: [{target: 8080, published: "8080"}], x-sandbox: {ready: GET /healthz}}
`))
	if err != nil {
		t.Fatal(err)
	}
	d, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADeclaredCheckReplacesTheDerivedOneOfItsName(t *testing.T) {
	own := stack.Check{
		Name: "worker", Services: []string{"worker"}, Needs: []string{"web"}, Passed: "at work",
		Probe: func(func(string) stack.Endpoint, []string) gate.Probe { return nil },
	}
	before := derivedShop(t)
	d, err := before.Add(stack.Stack{
		Checks: []stack.Check{own, {Name: "prices", Services: []string{"web"}}},
		Links:  []stack.Link{{Label: "A price", Service: "web"}}, Variables: []stack.Variable{{Name: "PASSWORD"}}, Prefix: "SHOP_",
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range d.Stack.Checks {
		names = append(names, c.Name)
	}
	if want := []string{"web", "worker", "prices"}; !slices.Equal(names, want) || d.Stack.Check("worker").Passed != "at work" {
		t.Errorf("the checks are %q, want %q", names, want)
	}
	if len(d.Stack.Services) != 2 || len(d.Stack.Links) != 2 || len(d.Stack.Variables) != 1 || d.Stack.Prefix != "SHOP_" {
		t.Errorf("got %+v", d.Stack)
	}
	if how := d.Asked("worker").How; how != "the check worker" || before.Asked("worker").How != "running" {
		t.Errorf("worker is asked by %q, and was by %q", how, before.Asked("worker").How)
	}
}

func TestAWrongAdditionIsRefused(t *testing.T) {
	_, err := derivedShop(t).Add(stack.Stack{Checks: []stack.Check{{Name: "Shop", Services: []string{"shop"}}}})
	if err == nil || !strings.Contains(err.Error(), `check Shop asks service "shop", which the stack does not have`) {
		t.Errorf("got %v", err)
	}
}
