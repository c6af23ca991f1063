package stack_test

import (
	"fmt"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// A shop with its mail catcher. The Compose file publishes
// "${SANDBOX_BIND:-127.0.0.1}:${SHOP_WEB_PORT:-3000}:3000", and so on.
func ExampleStack() {
	shop := stack.Stack{
		Prefix: "SHOP_",
		Services: []stack.Service{
			{
				Name: "web", Label: "Shop", Ready: "healthy",
				Ports: []ports.Port{ports.Each("SHOP_WEB_PORT", "web", 3000)},
				URL:   stack.Web, Probe: stack.GET("/healthz"),
			},
			{
				Name: "mail", Label: "Mail", Ready: "ready",
				Ports: []ports.Port{ports.Each("SHOP_MAIL_PORT", "mail", 8025)},
				URL:   stack.Web, Probe: stack.GET("/"),
			},
		},
		Checks: []stack.Check{
			{Name: "Shop", Services: []string{"web"}, Passed: "healthy", Failed: "health check failed"},
			{Name: "Mail", Services: []string{"mail"}, Passed: "ready", Failed: "not ready"},
		},
		Links:     []stack.Link{{Label: "Shop", Service: "web"}, {Label: "Mail", Service: "mail"}},
		Variables: []stack.Variable{{Name: "SHOP_ADMIN_PASSWORD"}}, // random
	}
	// In a mage target: sandbox.Sandbox{Stack: shop}.Up(ctx, sandbox.UpOptions{})
	fmt.Println(len(shop.Checks), "checks")
	// Output: 2 checks
}

// Validate returns all mistakes at once.
func ExampleStack_Validate() {
	err := stack.Stack{
		Services: []stack.Service{
			{Name: "web", Ports: []ports.Port{ports.Each("SHOP_WEB_PORT", "web", 3000)}},
			{Name: "mail", Ports: []ports.Port{ports.Each("SHOP_MAIL_PORT", "mail", 3001)}},
		},
		Checks: []stack.Check{{Name: "Shop", Services: []string{"wbe"}, Needs: []string{"Shop"}}},
	}.Validate()
	fmt.Println(err)
	// Output:
	// check Shop asks service "wbe", which the stack does not have
	// check Shop needs itself
	// SHOP_MAIL_PORT in slot 0 and SHOP_WEB_PORT in slot 1 are both port 3001
}
