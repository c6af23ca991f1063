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
)

const (
	// enough starts for a verdict on the bounds, and for a comparison.
	enough, compared = 50, 10
	// startTimeout bounds one start; the gate itself gives up after 2 min.
	startTimeout = 5 * time.Minute
	// afterwards is how long the observer may look for a condition that it had
	// not found when the verdict fell.
	afterwards = 10 * time.Second
)

// start is one cold start, measured.
type start struct {
	began     time.Time // when the command was started
	verdict   time.Time
	sightings []sighting    // of each condition; all were found
	early     []error       // of probes that were begun after the verdict and failed
	cpu       time.Duration // what the observer used until the verdict
	lines     []line
}

// last is the condition that was found last: with it everything was ready.
func (s start) last() sighting {
	return slices.MaxFunc(s.sightings, func(a, b sighting) int { return a.ready.Compare(b.ready) })
}

// wait is what the stack itself took.
func (s start) wait() time.Duration { return s.last().ready.Sub(s.began) }

// late is what the verdict took beyond it.
func (s start) late() time.Duration { return s.verdict.Sub(s.last().ready) }

func (s start) bound() time.Duration { return allowance(s.wait()) }

// series are the starts of one way.
type series struct {
	way
	planned int
	starts  []start
}

// measureStarts measures cold starts, prints them, and returns an error for
// each of their bounds that is broken.
func measureStarts(ctx context.Context, in *testbed, o options) error {
	ours := &series{planned: o.starts, way: way{
		name:    "sandbox:up",
		command: func(ctx context.Context) *exec.Cmd { return in.command(ctx, "sandbox:up") },
		awaited: passed,
	}}
	theirs := &series{planned: o.compare, way: way{
		name:    "docker compose up -d --wait",
		command: func(ctx context.Context) *exec.Cmd { return in.docker(ctx, "compose", "up", "-d", "--wait") },
	}}
	// In turn, so that what else the machine does meets both.
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

// next measures one start more, if one is left to be measured.
func (each *series) next(ctx context.Context, in *testbed, timeline bool) error {
	if len(each.starts) == each.planned {
		return nil
	}
	title := fmt.Sprintf("%s, start %d of %d", each.name, len(each.starts)+1, each.planned)
	s, err := in.coldStart(ctx, each.way)
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
func (in *testbed) coldStart(ctx context.Context, w way) (start, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("not done within %s", startTimeout))
	defer cancel()
	if err := in.down(ctx); err != nil {
		return start{}, err
	}
	all := conditions(in.variables, in.services)
	if i := slices.Index(probe(ctx, all), nil); i >= 0 {
		return start{}, fmt.Errorf("%s answers before the start: something else is on its port", all[i].name)
	}
	s, err := in.observed(ctx, w, all)
	if ctx.Err() != nil {
		return start{}, context.Cause(ctx)
	}
	return s, err
}

// observed starts the stack under the observer's eyes.
func (in *testbed) observed(ctx context.Context, w way, all []condition) (start, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	sightings := observe(watching, all)

	used := cpuTime()
	command, err := w.launch(ctx)
	if err != nil {
		return start{}, err
	}
	verdict, given := <-command.verdict
	if !given {
		return start{}, cmp.Or(command.end(), fmt.Errorf("%s ended without a verdict:\n%s", w.name, command.output))
	}
	s := start{began: command.began, verdict: verdict, cpu: cpuTime() - used}
	after := probe(ctx, all)
	if err := command.end(); err != nil {
		return start{}, err
	}
	time.AfterFunc(afterwards, stop)
	s.sightings, s.lines = sightings(), command.output.lines
	for i, seen := range s.sightings {
		if !seen.found() {
			return start{}, fmt.Errorf("%s gave its verdict, and %s was not ready %s later: %w", w.name, seen.condition, afterwards, seen.err)
		}
		s.early = append(s.early, tooEarly(verdict, seen, after[i])...)
	}
	return s, nil
}

// tooEarly are the failures of a condition that belie the verdict.
func tooEarly(verdict time.Time, seen sighting, after error) []error {
	var failures []error
	if seen.failed.After(verdict) {
		failures = append(failures, fmt.Errorf("%s: %w", seen.condition, seen.err))
	}
	if after != nil {
		failures = append(failures, fmt.Errorf("%s: %w", seen.condition, after))
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
