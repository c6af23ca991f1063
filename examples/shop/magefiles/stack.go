//go:build mage

package main

import (
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/stack"
)

// additions are what docker-compose.yml cannot say. The rest of the stack is derived from
// it.
var additions = stack.Stack{
	Checks: []stack.Check{{
		Name: "worker", Services: []string{"worker"}, Needs: []string{"web"}, Probe: atWork,
		Passed: "at work", Failed: "not at work", Skipped: "the shop was not ready to ask",
	}},
	Images: []stack.Image{{Repository: "shop", Context: ".", Module: "app", Binary: "bin/shop"}},
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
