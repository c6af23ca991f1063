package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

const (
	// rounds is how often each command of a contest is run.
	rounds = 15
	// together is how many callers come at once.
	together = 12

	statusBound   = 2.0
	secondUpBound = 1.0
)

// contest is between a target and what people would run without this program.
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

// measureWarm measures what targets take of a stack that is well, prints it, and
// returns an error for each bound that is broken.
func measureWarm(ctx context.Context, in *testbed, _ options) error {
	if err := in.warm(ctx); err != nil {
		return err
	}
	var problems []error
	for _, c := range contests() {
		problems = append(problems, in.hold(ctx, c))
	}
	return errors.Join(append(problems, in.measureTogether(ctx))...)
}

// warm has everything up and healthy, the magefile compiled, and what is kept
// between calls written.
func (in *testbed) warm(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	for _, cmd := range []*exec.Cmd{in.called(ctx, "sandbox:up"), in.docker(ctx, "compose", "up", "-d", "--wait")} {
		if err := finish(cmd); err != nil {
			return err
		}
	}
	return nil
}

// hold runs a contest, in turn so that a busy moment hits all alike.
func (in *testbed) hold(ctx context.Context, c contest) error {
	rival := "docker " + c.rival[0] + " " + c.rival[1]
	names := []string{"go tool mage " + c.target, "compiled " + c.target, rival}
	commands := []func() *exec.Cmd{
		func() *exec.Cmd { return in.called(ctx, c.target) },
		func() *exec.Cmd { return in.command(ctx, c.target) },
		func() *exec.Cmd { return in.docker(ctx, c.rival...) },
	}
	took := make(map[string][]time.Duration)
	for range rounds {
		for i, name := range names {
			began := time.Now()
			if err := finish(commands[i]()); err != nil {
				return err
			}
			took[name] = append(took[name], time.Since(began))
		}
	}
	printSummaries(os.Stdout, c.target+" of a stack that is well", names, took)
	return printBound(os.Stdout, fmt.Sprintf("%s takes at most %.1f times as long as %s", c.target, c.bound, rival), c.lost(took[names[0]], took[rival]))
}

// lost returns an error if the target takes too long beside its rival.
func (c contest) lost(ours, theirs []time.Duration) error {
	ratio := percentile(ours, 50).Seconds() / percentile(theirs, 50).Seconds()
	fmt.Printf("Medians: %.2f times\n", ratio)
	if ratio > c.bound {
		return fmt.Errorf("%s takes %.2f times as long as its rival, and may take %.1f times", c.target, ratio, c.bound)
	}
	return nil
}

// measureTogether calls status many times at once. Every call must succeed.
func (in *testbed) measureTogether(ctx context.Context) error {
	began := time.Now()
	failures := make([]error, together)
	var all sync.WaitGroup
	for i := range together {
		all.Go(func() { failures[i] = finish(in.called(ctx, "sandbox:status")) })
	}
	all.Wait()
	fmt.Printf("\n%d calls of sandbox:status at once: all done after %s\n", together, seconds(time.Since(began)))
	return printBound(os.Stdout, "all of them succeed", errors.Join(failures...))
}
