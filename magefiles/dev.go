//go:build mage

package main

import (
	"context"
	"os"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"

	engines "github.com/seed-491dada8/sandbox/e2e/engine"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup"
	"github.com/seed-491dada8/sandbox/ktrdr/standin"
	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/targets"
)

// Setup installs what a sandbox needs, and reports each step.
//
// It changes the machine only on Debian, as root. On other machines it says what to
// install.
//
// Exit codes: 0 the machine is ready; 1 something is missing.
func Setup(ctx context.Context) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	home, err := sandbox.EngineHome(ctx)
	if err != nil {
		return err
	}
	return setup.Run(ctx, setup.Options{Out: os.Stderr, Images: standin.Published(), StandIns: standin.All(), Home: home})
}

// Demo runs setup, sandbox:init and sandbox:up.
//
// Exit codes: 0 ready; 1, 2 and 3 as of sandbox:up.
func Demo(ctx context.Context) error {
	if err := Setup(ctx); err != nil {
		return err
	}
	if err := targets.Init(ctx, nil, nil, nil, nil, nil, nil, nil); err != nil {
		return err
	}
	return targets.Up(ctx, nil, nil, nil, nil, nil, nil, nil)
}

// Test runs setup and lint, then every test, including those on the real engine.
//
// Exit codes: 0 all passed; 1 something did not.
func Test(ctx context.Context) { mg.SerialCtxDeps(ctx, Setup, Lint, unit, fuzz, e2e) }

// E2e runs the tests that need a real engine, by default the machine's engine and
// Compose.
//
//	mage e2e
//	mage e2e -engine=current
//	mage e2e -compose=2.40
//
// Exit codes: 0 all passed; 1 something did not.
func E2e(ctx context.Context,
	engine *string, // current: an engine of its own, built once from the newest Docker version
	compose *string, // 2.40: the older line of Compose, built once from source
) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	return engines.Suite{Engine: value(engine), Compose: value(compose), Out: os.Stdout}.Run(ctx)
}

func e2e(ctx context.Context) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	return engines.RunAll(ctx, os.Stdout)
}

// Bench measures the accuracy, delay and cost of the verdict, and fails if a bound is broken.
//
// Exit codes: 0 every bound is kept; 1 one is broken, or could not be measured.
func Bench() error { return sh.RunV("go", "run", "./e2e/bench") }

// Picture runs the sandbox in a terminal and draws the screen as docs/run.svg.
//
// Exit codes: 0 drawn; 1 it could not be drawn.
func Picture() error { return sh.RunV("go", "run", "./e2e/picture") }

// unit runs the tests that need no engine.
func unit() error {
	if err := sh.RunV("go", "test", "-race", "-timeout", "30m", "./..."); err != nil {
		return err
	}
	return sh.RunV("go", "test", "-C", "ktrdr/app", "-race", "./...")
}

// value returns the value of an optional flag, or the zero value if the flag was
// not given.
func value[T any](flag *T) (zero T) {
	if flag == nil {
		return zero
	}
	return *flag
}
