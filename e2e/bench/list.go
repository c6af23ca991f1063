package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	known     = 40
	listBound = 500 * time.Millisecond
)

// measureList measures how long listing many instances takes, prints it, and returns an
// error if the bound is broken.
func measureList(ctx context.Context, in *testbed.Testbed, _ options) error {
	if err := in.ClaimSlots(known); err != nil {
		return err
	}
	const name = "go tool mage sandbox:list"
	var took []time.Duration
	for range rounds {
		began := time.Now()
		text, err := proc.Output(in.GoTool(ctx, "sandbox:list"))
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		if listed := linesWith(text, testbed.ClaimedName); listed != known-1 { // and the testbed itself
			return fmt.Errorf("sandbox:list shows %d of %d instances", listed+1, known)
		}
	}
	printSummaries(os.Stdout, fmt.Sprintf("A list of %d instances", known), []string{name}, map[string][]time.Duration{name: took})
	return printBound(os.Stdout, fmt.Sprintf("at most %s by the median", milliseconds(listBound)), tooLong(took))
}

// linesWith returns the number of lines that contain part.
func linesWith(text, part string) (n int) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

// tooLong returns an error if the list breaks the bound.
func tooLong(took []time.Duration) error {
	if median := percentile(took, 50); median > listBound {
		return fmt.Errorf("a list of %d instances takes %s, and may take %s", known, milliseconds(median), milliseconds(listBound))
	}
	return nil
}
