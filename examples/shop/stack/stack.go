// Package stack declares the shop. docker-compose.yml says how it runs; this package says
// how to reach and probe it.
package stack

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// Default returns the stack of docker-compose.yml. The job seed is not declared, because
// it publishes no port and has no probe. The gate passes only if it exits with 0.
func Default() stack.Stack {
	return stack.Stack{
		Prefix: "SHOP_", // such variables of the shell are hidden from Compose
		Services: []stack.Service{
			{
				Name: "web", Label: "Shop", Ready: "healthy",
				Ports: []ports.Port{ports.Each("SHOP_WEB_PORT", "web", 8080)}, // 8080 + slot
				URL:   stack.Web, Probe: stack.GET("/healthz"),
			},
			{
				Name: "cache", Label: "Cache", Ready: "ready",
				Ports: []ports.Port{ports.Each("SHOP_CACHE_PORT", "cache", 6379)},
				Probe: ping,
			},
			{Name: "worker", Worker: true},
		},
		Checks: []stack.Check{
			{Name: "Cache", Services: []string{"cache"}, Passed: "ready", Failed: "not ready"},
			{Name: "Shop", Services: []string{"web"}, Uses: []string{"Cache"}, Passed: "healthy", Failed: "health check failed"},
			{
				Name: "Worker", Services: []string{"worker"}, Needs: []string{"Shop"}, Probe: atWork,
				Passed: "at work", Failed: "not at work", Skipped: "the shop was not ready to ask",
			},
		},
		Links: []stack.Link{{Label: "A price", Service: "web", Path: "/price/tea"}, {Label: "Cache", Service: "cache"}},
		Images: []stack.Image{{
			Variable: "SHOP_IMAGE", Repository: "localhost/shop",
			Context: ".", Module: "app", Binary: "bin/shop",
		}},
	}
}

// ping returns a probe in the cache's own protocol. An open port proves nothing, because
// docker-proxy accepts before the cache listens.
func ping(e stack.Endpoint) gate.Probe {
	return func(ctx context.Context) error {
		answer, err := say(ctx, e.Address, "PING")
		if err != nil {
			return fmt.Errorf("PING to %s returned %w", e.URL, gate.Reason(ctx, err))
		}
		if answer != "PONG" {
			return fmt.Errorf("PING to %s returned %q", e.URL, answer)
		}
		return nil
	}
}

// say sends a line to an address, and returns the first line of the answer.
func say(ctx context.Context, address, line string) (string, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if deadline, limited := ctx.Deadline(); limited {
		if err := conn.SetDeadline(deadline); err != nil {
			return "", err
		}
	}
	fmt.Fprintln(conn, line)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(answer), err
}

// atWork returns a probe that passes if the shop has heard from the worker.
func atWork(meet func(string) stack.Endpoint, workers []string) gate.Probe {
	web := meet("web")
	return gate.HTTP{URL: web.URL + "/worker", Address: web.Address, Body: func(body []byte) error {
		if strings.TrimSpace(string(body)) == "" {
			return &stack.Unregistered{Expected: len(workers), Services: workers}
		}
		return nil
	}}.Probe
}
