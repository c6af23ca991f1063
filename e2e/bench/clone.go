package main

import (
	"context"
	"fmt"
	"os"

	"github.com/seed-491dada8/sandbox/e2e/bench/clone"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

const cloneBound = 1.5

// measureClone clones the volume of a database, prints how long that takes beside `cp -a` of
// its files, and returns an error if the bound is broken.
func measureClone(ctx context.Context, in *testbed.Testbed, _ options) error {
	took, err := clone.Measure(ctx, in, progress)
	if err != nil {
		return err
	}
	printSummaries(os.Stdout, "Clones of a Postgres volume of 1 GB", []string{clone.Command, clone.Copy, clone.Plain}, took)
	return printBound(os.Stdout, fmt.Sprintf("a volume clones within %.1f times what %s takes", cloneBound, clone.Plain),
		contest{target: clone.Copy, bound: cloneBound}.lost(took[clone.Copy], took[clone.Plain]))
}
