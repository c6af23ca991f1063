package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	// briefly is the wait whose CPU time is that of the command's own start
	// and end: a longer one costs this, and what the waiting takes.
	briefly = time.Second
	// waitingBound is the CPU time that a wait of boundedWait may take, in
	// percent of one core. A second of a shorter wait takes more, for the gate
	// asks more often at first.
	waitingBound = 1.0
	boundedWait  = time.Minute
)

// waiting is a wait for a stack that never becomes ready.
type waiting struct {
	wait time.Duration
	cpu  time.Duration // of the target and the commands that it ran
}

// measureWaiting measures the CPU time that the gate takes while it waits,
// prints it, and returns an error if its bound is broken.
func measureWaiting(ctx context.Context, in *testbed, o options) error {
	var short, long waiting
	err := in.withFaults(ctx, func() (err error) {
		if err := in.startInVain(ctx); err != nil {
			return err
		}
		progress("waiting for %s", o.wait)
		// First, so that the healthchecks' first words fall into it, as they do
		// after any start.
		if long, err = in.waitInVain(ctx, o.wait); err != nil {
			return err
		}
		short, err = in.waitBriefly(ctx)
		return err
	})
	if err != nil {
		return err
	}
	share := long.share(short)
	fmt.Printf("\nCPU time of sandbox:gate: %s for a wait of %s, %s for one of %s\n", seconds(short.cpu), short.wait, seconds(long.cpu), long.wait)
	fmt.Printf("While it waits: %.2f %% of a core\n", share)
	if o.wait < boundedWait {
		fmt.Printf("Less than %s: indicative only.\n", boundedWait)
		return nil
	}
	return printBound(os.Stdout, fmt.Sprintf("at most %.0f %% of a core", waitingBound), tooBusy(share))
}

// startInVain makes a cold start of a stack whose backend never listens, and
// returns when what does not depend on it is ready.
func (in *testbed) startInVain(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("not done within %s", startTimeout))
	defer cancel()
	if err := in.down(ctx); err != nil {
		return err
	}
	if err := in.spoil(ctx, "command: deaf"); err != nil {
		return err
	}
	if err := in.target(ctx, "sandbox:up", "-nowait"); err != nil {
		return err
	}
	others := slices.DeleteFunc(conditions(in.variables, in.services), func(c condition) bool {
		return c.name == "Backend" || c.name == "Workers"
	})
	for _, seen := range observe(ctx, others)() {
		if !seen.found() {
			return fmt.Errorf("%s is not ready: %w", seen.condition, cmp.Or(context.Cause(ctx), seen.err))
		}
	}
	return nil
}

// share is what a second of waiting takes beyond a shorter wait, in percent of
// one core.
func (w waiting) share(shorter waiting) float64 {
	return 100 * (w.cpu - shorter.cpu).Seconds() / (w.wait - shorter.wait).Seconds()
}

// tooBusy returns an error if a share breaks its bound.
func tooBusy(share float64) error {
	if share > waitingBound {
		return fmt.Errorf("waiting takes %.2f %% of a core, and may take %.0f %%", share, waitingBound)
	}
	return nil
}

// waitBriefly is the median of three, for the command's start and end take more
// than the waiting.
func (in *testbed) waitBriefly(ctx context.Context) (waiting, error) {
	var cpu []time.Duration
	for range 3 {
		short, err := in.waitInVain(ctx, briefly)
		if err != nil {
			return waiting{}, err
		}
		cpu = append(cpu, short.cpu)
	}
	return waiting{briefly, percentile(cpu, 50)}, nil
}

// waitInVain runs the gate on a stack that does not become ready. Its CPU time
// is what the system adds up of the process and of those children that it has
// waited for; Windows leaves the children out.
func (in *testbed) waitInVain(ctx context.Context, wait time.Duration) (waiting, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, wait+startTimeout, fmt.Errorf("no end within %s", wait+startTimeout))
	defer cancel()
	cmd := in.command(ctx, "sandbox:gate", "-timeout="+wait.String())
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	began := time.Now()
	err := wantNotReady(cmd.Run(), time.Since(began), wait)
	if err != nil {
		return waiting{}, fmt.Errorf("sandbox:gate: %w\n%s", err, strings.TrimSpace(output.String()))
	}
	return waiting{wait, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}
