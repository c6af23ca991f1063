package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/ktrdr"
	"github.com/seed-491dada8/sandbox/ports"
)

const (
	preflights = 1000
	// preflightBound bounds one look at all ports.
	preflightBound = 50 * time.Millisecond
)

// measurePreflight measures how long the search for taken ports before a start takes
// when none is taken, prints it, and returns an error if the bound is broken.
func measurePreflight(ctx context.Context, in *testbed.Testbed, _ options) error {
	if err := in.Down(ctx); err != nil {
		return err
	}
	all, err := bindings(in.Variables, in.Services)
	if err != nil {
		return err
	}
	var took []time.Duration
	for range preflights {
		began := time.Now()
		taken, err := ports.Taken(ctx, all)
		took = append(took, time.Since(began))
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return fmt.Errorf("port %d of %s is taken by something else", taken[0].Port, taken[0].Service)
		}
	}
	name := fmt.Sprintf("%d ports", len(all))
	printSummaries(os.Stdout, "The search for taken ports before a start", []string{name}, map[string][]time.Duration{name: took})
	return printBound(os.Stdout, fmt.Sprintf("at most %s at the 95th percentile", milliseconds(preflightBound)), tooSlow(took))
}

// tooSlow returns an error if the preflights break the bound.
func tooSlow(took []time.Duration) error {
	if most := percentile(took, 95); most > preflightBound {
		return fmt.Errorf("at the 95th percentile the search for taken ports takes %s, and may take %s", milliseconds(most), milliseconds(preflightBound))
	}
	return nil
}

// bindings returns the published addresses of an instance's services.
func bindings(variables map[string]string, services []string) ([]ports.Binding, error) {
	var all []ports.Binding
	for _, s := range ktrdr.Default().Services {
		if !slices.Contains(services, s.Name) {
			continue
		}
		for _, p := range s.Ports {
			number, err := strconv.Atoi(variables[p.Variable])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Variable, err)
			}
			all = append(all, ports.Binding{Service: s.Name, Host: variables["SANDBOX_BIND"], Port: number})
		}
	}
	return all, nil
}
