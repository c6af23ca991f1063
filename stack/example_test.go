package stack_test

import (
	"fmt"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// A stack of one's own: a shop with its mail catcher. The Compose file publishes
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
