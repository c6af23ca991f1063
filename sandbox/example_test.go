package sandbox_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/stack"
)

// shop declares a stack of one service, which the Compose file publishes on
// ${SHOP_WEB_PORT}.
func shop() stack.Stack {
	return stack.Stack{
		Prefix: "SHOP_",
		Services: []stack.Service{{
			Name: "web", Label: "Shop", Ports: []ports.Port{ports.Each("SHOP_WEB_PORT", "web", 8080)},
			URL: stack.Web, Probe: stack.GET("/healthz"),
		}},
		Checks: []stack.Check{{Name: "Shop", Services: []string{"web"}, Passed: "ready"}},
		Links:  []stack.Link{{Label: "Shop", Service: "web", Path: "/"}},
	}
}

// A program makes a directory an instance, starts its stack, and reads the report.
func Example() {
	ctx := context.Background()
	s := sandbox.Sandbox{Stack: shop(), Dir: "../shop", Progress: func(e report.Event) {
		if e.Kind == report.EventStep {
			log.Print(e.Text)
		}
	}}
	if _, err := s.Init(ctx, sandbox.InitOptions{}); err != nil {
		log.Fatal(err)
	}
	started, err := s.Up(ctx, sandbox.UpOptions{Timeout: 5 * time.Minute})
	for _, check := range started.Checks {
		fmt.Println(check.Name, check.Status, check.Message)
	}
	if err != nil {
		log.Print(err)
		os.Exit(sandbox.ExitCode(err))
	}
	for _, link := range started.Links {
		fmt.Println(link.Label, link.URL)
	}
}

// Status asks every service, and starts nothing.
func ExampleSandbox_Status() {
	status, err := sandbox.Sandbox{Stack: shop(), Dir: "../shop"}.Status(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(status.Instance, status.State)
	for _, service := range status.Services {
		fmt.Println(service.Label, service.URL, service.Message)
	}
}

// Overview needs neither an instance nor an engine.
func ExampleSandbox_Overview() {
	dir, err := os.MkdirTemp("", "shop-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	overview, err := sandbox.Sandbox{Stack: shop(), Dir: dir}.Overview(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("instance:", overview.Reason)
	fmt.Println("next:", overview.Next[0].Line)
	// Output:
	// instance: none yet
	// next: mage sandbox:init sandbox:up
}

// A mistake is an error, which has the exit code of the targets.
func ExampleExitCode() {
	twice := stack.Stack{Services: []stack.Service{{Name: "web"}, {Name: "web"}}}
	_, err := sandbox.Sandbox{Stack: twice}.Up(context.Background(), sandbox.UpOptions{})
	fmt.Println(err)
	fmt.Println("exit code", sandbox.ExitCode(err))
	// Output:
	// the stack is declared wrongly:
	// two services are named web
	// exit code 1
}
