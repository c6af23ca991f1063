package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

const (
	// rounds is the number of times that each command of a contest runs.
	rounds = 15
	// together is the number of calls at the same time.
	together = 12

	statusBound   = 2.0
	secondUpBound = 1.0
)

// contest compares a target with the docker command that it replaces.
type contest struct {
	target string
	rival  []string // of docker
	bound  float64  // of the medians' ratio
}

func contests() []contest {
	return []contest{
		{"sandbox:status", []string{"compose", "ps"}, statusBound},
		{"sandbox:up", []string{"compose", "up", "-d", "--wait"}, secondUpBound},
	}
}

// measureWarm measures how long targets take on a stack that is ready, prints it, and
// returns an error for each broken bound.
func measureWarm(ctx context.Context, in *testbed.Testbed, _ options) error {
	if err := warm(ctx, in); err != nil {
		return err
	}
	var problems []error
	for _, c := range contests() {
		problems = append(problems, hold(ctx, in, c))
	}
	return errors.Join(append(problems, measureTogether(ctx, in))...)
}

// warm brings the stack up and healthy, has the magefile compiled, and fills the
// caches.
func warm(ctx context.Context, in *testbed.Testbed) error {
	ctx, cancel := context.WithTimeout(ctx, testbed.CommandTimeout)
	defer cancel()
	for _, cmd := range []*exec.Cmd{in.GoTool(ctx, "sandbox:up"), in.Docker(ctx, "compose", "up", "-d", "--wait")} {
		if err := testbed.Finish(cmd); err != nil {
			return err
		}
	}
	return nil
}

// hold runs a contest. The commands take turns, so that a busy moment affects all.
func hold(ctx context.Context, in *testbed.Testbed, c contest) error {
	rival := "docker " + c.rival[0] + " " + c.rival[1]
	names := []string{"go tool mage " + c.target, "compiled " + c.target, rival}
	commands := []func() *exec.Cmd{
		func() *exec.Cmd { return in.GoTool(ctx, c.target) },
		func() *exec.Cmd { return in.Compiled(ctx, c.target) },
		func() *exec.Cmd { return in.Docker(ctx, c.rival...) },
	}
	took := make(map[string][]time.Duration)
	for range rounds {
		for i, name := range names {
			began := time.Now()
			if err := testbed.Finish(commands[i]()); err != nil {
				return err
			}
			took[name] = append(took[name], time.Since(began))
		}
	}
	printSummaries(os.Stdout, c.target+" of a stack that is ready", names, took)
	return printBound(os.Stdout, fmt.Sprintf("%s takes at most %.1f times as long as %s", c.target, c.bound, rival), c.lost(took[names[0]], took[rival]))
}

// lost returns an error if the target takes too long in comparison with its rival.
func (c contest) lost(ours, theirs []time.Duration) error {
	ratio := percentile(ours, 50).Seconds() / percentile(theirs, 50).Seconds()
	fmt.Printf("Medians: %.2f times\n", ratio)
	if ratio > c.bound {
		return fmt.Errorf("%s takes %.2f times as long as its rival, and may take %.1f times", c.target, ratio, c.bound)
	}
	return nil
}

// measureTogether runs sandbox:status many times at once. Every call must succeed.
func measureTogether(ctx context.Context, in *testbed.Testbed) error {
	began := time.Now()
	failures := make([]error, together)
	var all sync.WaitGroup
	for i := range together {
		all.Go(func() { failures[i] = testbed.Finish(in.GoTool(ctx, "sandbox:status")) })
	}
	all.Wait()
	fmt.Printf("\n%d calls of sandbox:status at once: all done after %s\n", together, seconds(time.Since(began)))
	return printBound(os.Stdout, "all of them succeed", errors.Join(failures...))
}
