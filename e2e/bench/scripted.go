package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
	"github.com/seed-491dada8/sandbox/e2e/bench/observer"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

// enoughScripts is how many cold starts of a scripted backend decide.
const enoughScripts = 200

// script returns the arguments of a backend that waits, answers for a moment, refuses
// for a moment, perhaps crashes once, and then answers for good.
func script(seed uint64) string {
	random := rand.New(rand.NewPCG(seed, seed))
	pause := func(most time.Duration) time.Duration {
		return time.Duration(random.Int64N(int64(most))).Round(time.Millisecond)
	}
	crash := "steady"
	if random.IntN(3) == 0 {
		crash = "crash"
	}
	return fmt.Sprintf("script %s %s %s %s", pause(2*time.Second), pause(time.Second), pause(time.Second), crash)
}

// measureScripted starts a stack with a scripted backend again and again, and returns an
// error for each PASSED at a moment at which an observer outside gets no good answer.
func measureScripted(ctx context.Context, in *testbed.Testbed, o options) error {
	early := 0
	err := in.WithFaults(ctx, func() error {
		for seed := range o.scripted {
			lines := script(uint64(seed))
			why, err := scriptedStart(ctx, in, lines)
			if err != nil {
				return fmt.Errorf("%s: %w", lines, err)
			}
			if why != nil {
				early++
				progress("%s: PASSED too early: %v", lines, why)
			}
			progress("scripted start %d of %d: %s", seed+1, o.scripted, lines)
		}
		return nil
	})
	if err == nil && early > 0 {
		err = fmt.Errorf("%d of %d scripted starts passed too early", early, o.scripted)
	}
	return printBound(os.Stdout, fmt.Sprintf("never early in %d cold starts of a backend that waits, flaps and crashes", o.scripted), err)
}

// scriptedStart makes one start. It returns why its PASSED was early, or nil.
func scriptedStart(ctx context.Context, in *testbed.Testbed, lines string) (early, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("not done within %s", startTimeout))
	defer cancel()
	if err := in.Down(ctx); err != nil {
		return nil, err
	}
	if err := in.BreakBackend(ctx, "command: "+lines+", restart: unless-stopped"); err != nil {
		return nil, err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	journal := observer.Follow(watching, observer.Health(in.Variables))
	w := launch.Way{
		Name:    "sandbox:up",
		Command: func(ctx context.Context) *exec.Cmd { return in.Compiled(ctx, "sandbox:up") },
		Awaited: launch.Passed,
	}
	command, err := w.Launch(ctx)
	if err != nil {
		return nil, err
	}
	verdict, given := <-command.Verdict
	if err := command.End(); err != nil || !given {
		return nil, fmt.Errorf("no PASSED: %w\n%s", err, command.Output)
	}
	stop()
	return journal().At(verdict), nil
}
