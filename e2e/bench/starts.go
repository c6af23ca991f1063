package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
	"github.com/seed-491dada8/sandbox/e2e/bench/observer"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

const (
	// enough starts decide about the bounds; compared starts suffice for a comparison.
	enough, compared = 50, 10
	// startTimeout bounds one start; the gate itself gives up after 2 min.
	startTimeout = 5 * time.Minute
	// afterwards is the time after the verdict in which the observer may still find a
	// condition.
	afterwards = 10 * time.Second
)

// start is a measured cold start.
type start struct {
	began     time.Time // when the command was started
	verdict   time.Time
	sightings []observer.Sighting // of each condition; all were found
	early     []error             // of probes that began after the verdict and failed
	cpu       time.Duration       // CPU time of the observer until the verdict
	lines     []launch.Line
}

// last returns the sighting of the condition that became ready last.
func (s start) last() observer.Sighting {
	return slices.MaxFunc(s.sightings, func(a, b observer.Sighting) int { return a.Ready.Compare(b.Ready) })
}

// wait returns how long the stack took to become ready.
func (s start) wait() time.Duration { return s.last().Ready.Sub(s.began) }

// late returns the time from the moment at which the stack was ready to the verdict.
func (s start) late() time.Duration { return s.verdict.Sub(s.last().Ready) }

// bound returns how late the verdict may be.
func (s start) bound() time.Duration { return allowance(s.wait()) }

// series is a number of starts of one kind.
type series struct {
	launch.Way
	planned int
	starts  []start
}

// measureStarts measures cold starts, prints them, and returns an error for each broken
// bound.
func measureStarts(ctx context.Context, in *testbed.Testbed, o options) error {
	ours := &series{planned: o.starts, Way: launch.Way{
		Name:    "sandbox:up",
		Command: func(ctx context.Context) *exec.Cmd { return in.Compiled(ctx, "sandbox:up") },
		Awaited: launch.Passed,
	}}
	theirs := &series{planned: o.compare, Way: launch.Way{
		Name:    "docker compose up -d --wait",
		Command: func(ctx context.Context) *exec.Cmd { return in.Docker(ctx, "compose", "up", "-d", "--wait") },
	}}
	// In turn, so that other load on the machine affects both.
	for range max(o.starts, o.compare) {
		for _, each := range []*series{ours, theirs} {
			if err := each.next(ctx, in, o.timeline); err != nil {
				return err
			}
		}
	}
	printStarts(os.Stdout, ours)
	printStarts(os.Stdout, theirs)
	printComparison(os.Stdout, ours, theirs)
	if len(ours.starts) < enough {
		fmt.Printf("\nFewer than %d starts: indicative only.\n", enough)
	}
	return printBound(os.Stdout, "never early; at the 95th percentile late by at most 25 ms and 2 % of the wait", broken(ours.starts))
}

// next measures one more start, unless all were measured.
func (each *series) next(ctx context.Context, in *testbed.Testbed, timeline bool) error {
	if len(each.starts) == each.planned {
		return nil
	}
	title := fmt.Sprintf("%s, start %d of %d", each.Name, len(each.starts)+1, each.planned)
	s, err := coldStart(ctx, in, each.Way)
	if err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	each.starts = append(each.starts, s)
	progress("%s: ready after %s, verdict %s later", title, seconds(s.wait()), milliseconds(s.late()))
	if timeline {
		printTimeline(os.Stderr, s)
	}
	return nil
}

// coldStart measures one start.
func coldStart(ctx context.Context, in *testbed.Testbed, w launch.Way) (start, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("not done within %s", startTimeout))
	defer cancel()
	if err := in.Down(ctx); err != nil {
		return start{}, err
	}
	all := observer.Conditions(in.Variables, in.Services)
	if i := slices.Index(observer.Probe(ctx, all), nil); i >= 0 {
		return start{}, fmt.Errorf("%s answers before the start: something else is on its port", all[i].Name)
	}
	s, err := observed(ctx, in, w, all)
	if ctx.Err() != nil {
		return start{}, context.Cause(ctx)
	}
	return s, err
}

// observed starts the stack while the observer watches it.
func observed(ctx context.Context, in *testbed.Testbed, w launch.Way, all []observer.Condition) (start, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	sightings := observer.Observe(watching, all)

	used := cpuTime()
	command, err := w.Launch(ctx)
	if err != nil {
		return start{}, err
	}
	verdict, given := <-command.Verdict
	if !given {
		return start{}, cmp.Or(command.End(), fmt.Errorf("%s ended without a verdict:\n%s", w.Name, command.Output))
	}
	s := start{began: command.Began, verdict: verdict, cpu: cpuTime() - used}
	after := observer.Probe(ctx, all)
	if err := command.End(); err != nil {
		return start{}, err
	}
	time.AfterFunc(afterwards, stop)
	s.sightings, s.lines = sightings(), command.Output.Lines()
	for i, seen := range s.sightings {
		if !seen.Found() {
			return start{}, fmt.Errorf("%s gave its verdict, and %s was not ready %s later: %w", w.Name, seen.Condition, afterwards, seen.Err)
		}
		s.early = append(s.early, tooEarly(verdict, seen, after[i])...)
	}
	return s, nil
}

// tooEarly returns the failures of a condition that show the verdict to be early.
func tooEarly(verdict time.Time, seen observer.Sighting, after error) []error {
	var failures []error
	if seen.Failed.After(verdict) {
		failures = append(failures, fmt.Errorf("%s: %w", seen.Condition, seen.Err))
	}
	if after != nil {
		failures = append(failures, fmt.Errorf("%s: %w", seen.Condition, after))
	}
	return failures
}

// broken returns an error for each bound that the starts break.
func broken(starts []start) error {
	var problems []error
	var over []time.Duration
	for i, s := range starts {
		for _, err := range s.early {
			problems = append(problems, fmt.Errorf("start %d: the verdict was early: %w", i+1, err))
		}
		over = append(over, s.late()-s.bound())
	}
	if most := percentile(over, 95); most > 0 {
		problems = append(problems, fmt.Errorf("at the 95th percentile the verdict is %s later than its bound", milliseconds(most)))
	}
	return errors.Join(problems...)
}
