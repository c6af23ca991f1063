package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// runsFor is how long a container that no check asks and that has no healthcheck must run.
const runsFor = time.Second

// asked is the name of the services that a check asks.
const asked = "a check asks it"

// decider is a stack, and what decides when its last service is ready.
type decider struct {
	name  string
	extra string // the services of the stack that no check asks, the last one named extra
	due   func(containerState) time.Time
}

// deciders returns a stack that checks ask alone, and stacks with a service that is ready
// later than those and that its container decides on.
func deciders(image string) []decider {
	return []decider{
		{name: asked},
		{"its own health decides", fmt.Sprintf("  extra: {image: %q, command: deaf, healthcheck: {test: [CMD, /faults, exit, '0'], interval: 10s}}\n", image), containerState.healthy},
		{"it has to run for 1 s", fmt.Sprintf("  delay: {image: %q, command: after 8s exit 0}\n", image) +
			fmt.Sprintf("  extra: {image: %q, command: deaf, depends_on: {delay: {condition: service_completed_successfully}}}\n", image), containerState.steady},
	}
}

// containerState is what the engine says of a container.
type containerState struct {
	StartedAt time.Time
	Health    struct {
		Log []struct {
			End      time.Time
			ExitCode int
		}
	}
}

// healthy returns the end of the first healthcheck that succeeded.
func (s containerState) healthy() time.Time {
	for _, check := range s.Health.Log {
		if check.ExitCode == 0 {
			return check.End
		}
	}
	return time.Time{}
}

func (s containerState) steady() time.Time { return s.StartedAt.Add(runsFor) }

// decided is a cold start: what decided on the service that was ready last, and how long
// after the command and before the verdict that was.
type decided struct {
	by         string
	wait, late time.Duration
}

// measureDecided measures how late the verdict is for services that a check asks, and for
// those that their container decides on. It returns an error for each broken bound.
func measureDecided(ctx context.Context, in *testbed.Testbed, o options) error {
	var all []decided
	err := in.WithFaults(ctx, func() error {
		for _, d := range deciders(in.FaultsImage()) {
			if err := in.AddServices(d.extra); err != nil {
				return err
			}
			for i := range o.decided {
				s, err := d.start(ctx, in)
				if err != nil {
					return fmt.Errorf("%s: %w", d.name, err)
				}
				all = append(all, s)
				progress("%s, start %d of %d: verdict %s later", s.by, i+1, o.decided, milliseconds(s.late))
			}
			if err := in.Down(ctx); err != nil { // while the file names the services
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	printDecided(os.Stdout, all)
	return printBound(os.Stdout, "what a check asks: late by at most 25 ms and 2 % of the wait; what a container decides: never before it", brokenDecided(all))
}

// printDecided prints how late the verdicts are, a row for each way to decide.
func printDecided(out io.Writer, all []decided) {
	var names []string
	late := make(map[string][]time.Duration)
	for _, s := range all {
		if !slices.Contains(names, s.by) {
			names = append(names, s.by)
		}
		late[s.by] = append(late[s.by], s.late)
	}
	printSummaries(out, "Lateness of the verdict, by what decides on the service that is ready last", names, late)
}

// brokenDecided returns an error for each verdict that was early, and if the verdicts on
// what a check asks are later than their bound.
func brokenDecided(all []decided) error {
	var problems []error
	var over []time.Duration
	for _, s := range all {
		if s.by == asked {
			over = append(over, s.late-allowance(s.wait))
		} else if s.late < 0 {
			problems = append(problems, fmt.Errorf("%s: a verdict was %s early", s.by, milliseconds(-s.late)))
		}
	}
	if most := percentile(over, 95); most > 0 {
		problems = append(problems, fmt.Errorf("%s: at the 95th percentile the verdict is %s later than its bound", asked, milliseconds(most)))
	}
	return errors.Join(problems...)
}

// start makes one cold start.
func (d decider) start(ctx context.Context, in *testbed.Testbed) (decided, error) {
	s, err := coldStart(ctx, in, launch.Way{
		Name:    "sandbox:up",
		Command: func(ctx context.Context) *exec.Cmd { return in.Compiled(ctx, "sandbox:up") },
		Awaited: launch.Passed,
	})
	if err := errors.Join(append(s.early, err)...); err != nil {
		return decided{}, err
	}
	by, ready := asked, s.last().Ready
	if d.due != nil {
		state, err := stateOf(ctx, in, in.ID+"-extra-1")
		if err != nil {
			return decided{}, err
		}
		if due := d.due(state); due.After(ready) {
			by, ready = d.name, due
		}
	}
	return decided{by, ready.Sub(s.began), s.verdict.Sub(ready)}, nil
}

// stateOf returns the state of a container.
func stateOf(ctx context.Context, in *testbed.Testbed, name string) (state containerState, err error) {
	text, err := proc.Output(in.Docker(ctx, "inspect", "--format", "{{json .State}}", name))
	if err != nil {
		return state, err
	}
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		return state, fmt.Errorf("docker inspect: %w", err)
	}
	return state, nil
}
