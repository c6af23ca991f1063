package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	known     = 40
	listBound = 500 * time.Millisecond
)

// measureList measures how long a list of many instances takes, prints it, and
// returns an error if its bound is broken.
func measureList(ctx context.Context, in *testbed, _ options) error {
	if err := in.claimAll(); err != nil {
		return err
	}
	const name = "go tool mage sandbox:list"
	var took []time.Duration
	for range rounds {
		began := time.Now()
		text, err := proc.Output(in.called(ctx, "sandbox:list"))
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		if listed := linesWith(text, claimedName); listed != known-1 { // and our own
			return fmt.Errorf("sandbox:list shows %d of %d instances", listed+1, known)
		}
	}
	printSummaries(os.Stdout, fmt.Sprintf("A list of %d instances", known), []string{name}, map[string][]time.Duration{name: took})
	return printBound(os.Stdout, fmt.Sprintf("at most %s by the median", milliseconds(listBound)), tooLong(took))
}

func linesWith(text, part string) (n int) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

// tooLong returns an error if the list breaks its bound.
func tooLong(took []time.Duration) error {
	if median := percentile(took, 50); median > listBound {
		return fmt.Errorf("a list of %d instances takes %s, and may take %s", known, milliseconds(median), milliseconds(listBound))
	}
	return nil
}

// claimedName begins the names of the instances that exist to be listed.
const claimedName = "bench-claimed-"

// claimAll claims every slot that the testbed leaves, each for a directory that
// is an instance and was never started.
func (in *testbed) claimAll() error {
	const home = "KTRDR_SANDBOX_HOME"
	before, was := os.LookupEnv(home)
	if err := os.Setenv(home, in.home); err != nil {
		return err
	}
	defer func() {
		if os.Unsetenv(home); was {
			os.Setenv(home, before)
		}
	}()
	register, err := claims.Open("")
	if err != nil {
		return err
	}
	for slot := range known {
		slot++ // 0 is asked for by name
		name := claimedName + strconv.Itoa(slot)
		claim := claims.Claim{Slot: slot, ID: name, Dir: filepath.Join(in.top, name), Created: time.Now().Add(-time.Hour)}
		err := register.Take(claim, nil)
		if errors.Is(err, claims.ErrClaimed) {
			continue
		}
		variables := []instance.Variable{{Name: "INSTANCE_ID", Value: name}, {Name: "SLOT_NUMBER", Value: strconv.Itoa(slot)}}
		if err = errors.Join(err, os.Mkdir(claim.Dir, 0o755)); err == nil {
			err = instance.Write(claim.Dir, name, variables)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
