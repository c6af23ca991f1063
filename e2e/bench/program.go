package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/stranger"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

const (
	fewServices, manyServices = 9, 30
	// manyStarts is the number of cold starts of many services.
	manyStarts = 3

	programStatusBound = 0.8
	programUpBound     = 0.3
	manyBound          = 1.5
	sizeBound          = 20_000_000
)

// measureProgram measures the program on a project that it derives, prints it, and returns
// an error for each broken bound.
func measureProgram(ctx context.Context, _ *testbed.Testbed, _ options) error {
	return errors.Join(measureFew(ctx), measureMany(ctx))
}

// measureFew compares the program with Docker Compose on a project that is up, and
// measures its size.
func measureFew(ctx context.Context) (err error) {
	s, err := stranger.New(ctx, fewServices)
	defer func() { err = errors.Join(err, s.Remove(context.WithoutCancel(ctx))) }()
	if err != nil {
		return err
	}
	if err := testbed.Finish(s.Sandbox(ctx, "up")); err != nil {
		return err
	}
	compose, err := s.Inside(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		race(contest{"status", []string{"compose", "ps"}, programStatusBound},
			func() *exec.Cmd { return s.Sandbox(ctx, "status") }, func() *exec.Cmd { return compose("ps") }),
		race(contest{"up", []string{"compose", "up", "-d", "--wait"}, programUpBound},
			func() *exec.Cmd { return s.Sandbox(ctx, "up") }, func() *exec.Cmd { return compose("up", "-d", "--wait") }),
		measureSize(s.Program),
	)
}

// race runs the program and its rival in turn.
func race(c contest, ours, theirs func() *exec.Cmd) error {
	took := make(map[string][]time.Duration)
	names := []string{"sandbox " + c.target, "docker " + c.rival[0] + " " + c.rival[1]}
	for range rounds {
		for i, command := range []func() *exec.Cmd{ours, theirs} {
			began := time.Now()
			if err := testbed.Finish(command()); err != nil {
				return err
			}
			took[names[i]] = append(took[names[i]], time.Since(began))
		}
	}
	printSummaries(os.Stdout, fmt.Sprintf("sandbox %s of %d services that are ready", c.target, fewServices), names, took)
	return printBound(os.Stdout, fmt.Sprintf("%s takes at most %.1f times as long as %s", names[0], c.bound, names[1]), c.lost(took[names[0]], took[names[1]]))
}

// measureSize prints the size of the program.
func measureSize(program string) error {
	info, err := os.Stat(program)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe program has %.1f MB\n", float64(info.Size())/1e6)
	if info.Size() >= sizeBound {
		err = fmt.Errorf("the program has %d bytes, and may have %d", info.Size(), sizeBound)
	}
	return printBound(os.Stdout, fmt.Sprintf("the program is under %d MB", sizeBound/1_000_000), err)
}

// measureMany compares cold starts of many services: the program's, from start to report,
// and those of plain Compose, until an observer finds every service ready.
func measureMany(ctx context.Context) (err error) {
	s, err := stranger.New(ctx, manyServices)
	defer func() { err = errors.Join(err, s.Remove(context.WithoutCancel(ctx))) }()
	if err != nil {
		return err
	}
	ours, theirs := fmt.Sprintf("sandbox up, %d services", manyServices), "docker compose up -d, observed"
	took := make(map[string][]time.Duration)
	for i := range manyStarts {
		progress("start %d of %d of %d services", i+1, manyStarts, manyServices)
		began := time.Now()
		if err := testbed.Finish(s.Sandbox(ctx, "up")); err != nil {
			return err
		}
		took[ours] = append(took[ours], time.Since(began))
		if err := testbed.Finish(s.Sandbox(ctx, "down")); err != nil {
			return err
		}
		duration, err := startPlain(ctx, s)
		if err != nil {
			return err
		}
		took[theirs] = append(took[theirs], duration)
	}
	printSummaries(os.Stdout, "Cold starts of many services", []string{ours, theirs}, took)
	c := contest{target: ours, bound: manyBound}
	return printBound(os.Stdout, fmt.Sprintf("%s takes at most %.1f times as long", ours, manyBound), c.lost(took[ours], took[theirs]))
}

// startPlain starts the services without a sandbox, and returns the time until each of them
// answers. It stops them again.
func startPlain(ctx context.Context, s *stranger.Stranger) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, testbed.CommandTimeout)
	defer cancel()
	began := time.Now()
	started := make(chan error, 1)
	go func() { started <- testbed.Finish(s.Plain(ctx, "up", "-d")) }()
	observed := s.Observe(ctx)
	took = time.Since(began)
	return took, errors.Join(observed, <-started, s.StopPlain(ctx))
}
