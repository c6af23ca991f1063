// Command app is the reference backend and worker of the default stack. It is small but real. The
// backend keeps its workers in Postgres, a worker registers with the backend, both serve Prometheus
// metrics, and the backend sends its traces to Jaeger. It reads the environment that KTRDR's own
// images read, so that either can replace the other.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

const usage = "usage: app backend | worker | healthcheck"

func main() {
	// The kernel gives the first process of a container no default signal handling. Without a
	// handler SIGTERM is ignored, and every stop takes the whole grace period.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	err := run(ctx, os.Args[1:], os.Getenv, log)
	stop()
	if err != nil {
		log.Error(err.Error())
		os.Exit(1)
	}
}

// run runs a sub-command.
func run(ctx context.Context, args []string, getenv func(string) string, log *slog.Logger) error {
	if len(args) != 1 {
		return errors.New(usage)
	}
	switch args[0] {
	case "backend":
		return runBackend(ctx, getenv, log)
	case "worker":
		return runWorker(ctx, getenv, log)
	case "healthcheck":
		return healthcheck(ctx, getenv)
	}
	return errors.New(usage)
}
