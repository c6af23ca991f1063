//go:build mage

package main

import (
	"context"
	"os"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/setup"
	"github.com/seed-491dada8/sandbox/stack/standin"
)

// Setup installs what is missing to run a sandbox, and says what it does.
func Setup(ctx context.Context) error {
	ctx, stop := terminable(ctx)
	defer stop()
	home, err := instance.Home()
	if err != nil {
		return err
	}
	return setup.Run(ctx, setup.Options{Out: os.Stderr, Images: standin.Published(), StandIns: standin.All(), Home: home})
}

// Demo does the whole thing in one command: setup, sandbox:init and sandbox:up.
func Demo(ctx context.Context) error {
	if err := Setup(ctx); err != nil {
		return err
	}
	if err := (Sandbox{}).Init(ctx, nil, nil); err != nil {
		return err
	}
	return Sandbox{}.Up(ctx, nil, nil, nil)
}

// Test runs setup and lint, then every test, those on the real engine included.
func Test(ctx context.Context) { mg.SerialCtxDeps(ctx, Setup, Lint, unit, fuzz, E2e) }

// E2e runs the tests that need the real engine.
func E2e() error {
	return sh.RunV("go", "test", "-race", "-tags", "e2e", "-timeout", "30m", "./e2e/...")
}

// Faults injects each known cause of a failure on the real engine.
func Faults() error {
	return sh.RunV("go", "test", "-race", "-tags", "e2e,faults", "-run", "Fault|Evidence|Start", "-timeout", "30m", "./e2e")
}

// Bench measures how late a verdict is, beside docker compose up --wait.
func Bench() error { return sh.RunV("go", "run", "./e2e/bench") }

// unit runs the tests that need no engine.
func unit() error {
	if err := sh.RunV("go", "test", "-race", "./..."); err != nil {
		return err
	}
	return sh.RunV("go", "test", "-C", "stack/app", "-race", "./...")
}
