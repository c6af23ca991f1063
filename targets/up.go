package targets

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Up starts the stack and waits until the Startability Gate has a verdict.
//
// If the instance runs, Up starts only what is missing. If the start fails, its containers stay, with evidence in .sandbox.
//
//	mage sandbox:up
//	mage sandbox:up -build -timeout=5m
//	mage sandbox:up -nowait
//	mage sandbox:up -instance=feat-x
//
// Exit codes: 0 ready; 1 nothing could be tried; 2 tried, and not ready; 3 a port of the instance is taken.
func Up(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	nowait *bool, // return once the containers are started, without the gate and the after-up hooks
	build *bool, // rebuild images, even those that exist
	timeout *string, // how long the gate waits, such as 90s, 2m or 120 (seconds); 120s by default
	yes *bool, // in a worktree of a pull request, run its after-up hooks without asking
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance, progress, json}, report.New, func(s sandbox.Sandbox, ctx context.Context) (report.Report, error) {
		wait, err := parseTimeout(value(timeout))
		if err != nil {
			return refuse(report.New(), err)
		}
		return s.Up(ctx, sandbox.UpOptions{NoWait: value(nowait), Build: value(build), Timeout: wait, Yes: value(yes)})
	}, (*console.Console).Up)
}

// Gate reports whether the running stack is ready, and starts nothing.
//
//	mage sandbox:gate
//	mage sandbox:gate -timeout=10s
//
// Exit codes: 0 ready; 1 nothing could be tried; 2 not ready, or never started.
func Gate(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	timeout *string, // how long to wait, such as 90s, 2m or 120 (seconds); 120s by default
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	shown := func(*console.Console, report.Report) {} // the verdict was shown when it was reached
	return run(ctx, shared{instance, progress, json}, report.New, func(s sandbox.Sandbox, ctx context.Context) (report.Report, error) {
		wait, err := parseTimeout(value(timeout))
		if err != nil {
			return refuse(report.New(), err)
		}
		return s.Gate(ctx, sandbox.GateOptions{Timeout: wait})
	}, shown)
}

// parseTimeout reads a duration such as 90s and 2m, and plain seconds, which the original
// tool took. It returns 0 for "".
func parseTimeout(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	timeout, err := time.ParseDuration(text)
	if _, plain := strconv.ParseFloat(text, 64); plain == nil {
		timeout, err = time.ParseDuration(text + "s")
	}
	if err != nil || timeout <= 0 || timeout > sandbox.MaxTimeout {
		return 0, fmt.Errorf("-timeout=%s: it must be a time greater than zero and of a day at most, such as 120s, 2m or 120", text)
	}
	return timeout, nil
}
