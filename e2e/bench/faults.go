package main

import (
	"context"
	"os"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// measureFaults injects every fault of package e2e, one after another, and carries out
// each cure. The test shows the causes, the cures and the times to the verdict, and
// fails if a bound is broken.
func measureFaults(ctx context.Context, _ *testbed.Testbed, _ options) error {
	progress("injecting every fault")
	cmd := proc.Command(ctx, "go", "test", "-tags=e2e", "-count=1", "-timeout=2h", "-parallel=1", "-v",
		"-run=^TestFaultIsReported$", "./e2e", "-all-faults")
	return proc.Run(cmd, os.Stdout)
}
