package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/observer"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

const (
	// briefly is a wait so short that its CPU time is spent on the start and end of the
	// command. A longer wait costs this and the waiting.
	briefly = time.Second
	// waitingBound is the CPU time that a wait of boundedWait may take, in percent of
	// one core. A shorter wait takes more per second, because the gate asks more often
	// at first.
	waitingBound = 1.0
	boundedWait  = time.Minute
)

// waiting is a wait for a stack that never becomes ready.
type waiting struct {
	wait time.Duration
	cpu  time.Duration // of the target and its commands
}

// measureWaiting measures the CPU time that the gate takes while it waits, prints it,
// and returns an error if the bound is broken.
func measureWaiting(ctx context.Context, in *testbed.Testbed, o options) error {
	var short, long waiting
	err := in.WithFaults(ctx, func() (err error) {
		if err := startInVain(ctx, in); err != nil {
			return err
		}
		progress("waiting for %s", o.wait)
		// The long wait comes first, so that it includes the first healthchecks, as it
		// would after any start.
		if long, err = waitInVain(ctx, in, o.wait); err != nil {
			return err
		}
		short, err = waitBriefly(ctx, in)
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

// startInVain makes a cold start of a stack whose backend never listens, and returns
// when the services that do not depend on the backend are ready.
func startInVain(ctx context.Context, in *testbed.Testbed) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("not done within %s", startTimeout))
	defer cancel()
	if err := in.Down(ctx); err != nil {
		return err
	}
	if err := in.BreakBackend(ctx, "command: deaf"); err != nil {
		return err
	}
	if err := in.Run(ctx, "sandbox:up", "-nowait"); err != nil {
		return err
	}
	others := slices.DeleteFunc(observer.Conditions(in.Variables, in.Services), func(c observer.Condition) bool {
		return c.Name == "Backend" || c.Name == "Workers"
	})
	for _, seen := range observer.Observe(ctx, others)() {
		if !seen.Found() {
			return fmt.Errorf("%s is not ready: %w", seen.Condition, cmp.Or(context.Cause(ctx), seen.Err))
		}
	}
	return nil
}

// share returns the CPU time of a wait beyond that of a shorter one, in percent of one
// core.
func (w waiting) share(shorter waiting) float64 {
	return 100 * (w.cpu - shorter.cpu).Seconds() / (w.wait - shorter.wait).Seconds()
}

// tooBusy returns an error if the share breaks the bound.
func tooBusy(share float64) error {
	if share > waitingBound {
		return fmt.Errorf("waiting takes %.2f %% of a core, and may take %.0f %%", share, waitingBound)
	}
	return nil
}

// waitBriefly returns the median of three short waits, because the command's start and
// end vary more than the waiting.
func waitBriefly(ctx context.Context, in *testbed.Testbed) (waiting, error) {
	var cpu []time.Duration
	for range 3 {
		short, err := waitInVain(ctx, in, briefly)
		if err != nil {
			return waiting{}, err
		}
		cpu = append(cpu, short.cpu)
	}
	return waiting{briefly, percentile(cpu, 50)}, nil
}

// waitInVain runs the gate on a stack that does not become ready. The CPU time is that
// of the process and of the children that it has waited for. Windows leaves out the
// children.
func waitInVain(ctx context.Context, in *testbed.Testbed, wait time.Duration) (waiting, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, wait+startTimeout, fmt.Errorf("no end within %s", wait+startTimeout))
	defer cancel()
	cmd := in.Compiled(ctx, "sandbox:gate", "-timeout="+wait.String())
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	began := time.Now()
	err := wantNotReady(cmd.Run(), time.Since(began), wait)
	if err != nil {
		return waiting{}, fmt.Errorf("sandbox:gate: %w\n%s", err, strings.TrimSpace(output.String()))
	}
	return waiting{wait, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}
