package sandbox_test

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// A stack of one's own: a shop with its mail catcher. The Compose file publishes
// "${SANDBOX_BIND:-127.0.0.1}:${SHOP_WEB_PORT:-3000}:3000", and so on.
func ExampleStack() {
	shop := sandbox.Stack{
		Prefix: "SHOP_",
		Services: []sandbox.Service{
			{
				Name: "web", Label: "Shop", Ready: "healthy",
				Ports: []ports.Port{ports.Each("SHOP_WEB_PORT", "web", 3000)},
				URL:   sandbox.Web, Probe: sandbox.GET("/healthz"),
			},
			{
				Name: "mail", Label: "Mail", Ready: "ready",
				Ports: []ports.Port{ports.Each("SHOP_MAIL_PORT", "mail", 8025)},
				URL:   sandbox.Web, Probe: sandbox.GET("/"),
			},
		},
		Checks: []sandbox.Check{
			{Name: "Shop", Services: []string{"web"}, Passed: "healthy", Failed: "health check failed"},
			{Name: "Mail", Services: []string{"mail"}, Passed: "ready", Failed: "not ready"},
		},
		Links:     []sandbox.Link{{Label: "Shop", Service: "web"}, {Label: "Mail", Service: "mail"}},
		Variables: []sandbox.Variable{{Name: "SHOP_ADMIN_PASSWORD"}}, // random
	}
	// In a mage target: sandbox.Sandbox{Stack: shop}.Up(ctx, sandbox.UpOptions{})
	fmt.Println(len(shop.Checks), "checks")
	// Output: 2 checks
}

// A program may do what the mage targets do: each use case is a method.
func ExampleSandbox() {
	s := sandbox.Sandbox{Stack: sandbox.Stack{}} // declare your own, as in the other example
	err := s.Gate(context.Background(), sandbox.GateOptions{Timeout: "soon"})
	fmt.Println(err)
	fmt.Println("exit code", sandbox.ExitCode(err))
	// Output:
	// -timeout=soon: it must be a time greater than zero and of a day at most, such as 120s, 2m or 120
	// exit code 1
}
