// Command bench measures how truthful and how prompt the verdict of the
// Startability Gate is. It exits with 1 if a bound is broken.
//
// From cold starts it compares the moment of the verdict with the moment at
// which an observer outside of the program first finds everything ready. The
// bounds are:
//
//   - never early: no probe begun after the verdict fails;
//   - prompt: at the 95th percentile of the starts the verdict is late by at
//     most 25 ms plus 2 % of the wait.
//
// Beside it, in turn with it, `docker compose up -d --wait` is measured in the
// same way.
//
// A start is cold when there are no containers, networks and volumes: the
// database is created anew. The images are there, and the machine may hold
// their files in memory.
//
// All happens in an instance of its own in a temporary directory, which is
// removed in the end, on Ctrl-C too. It needs an engine on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

type options struct {
	starts   int  // of sandbox:up
	compare  int  // of docker compose up -d --wait
	timeline bool // show what came when
}

func main() {
	var o options
	flag.IntVar(&o.starts, "starts", enough, "how many cold starts of sandbox:up to measure")
	flag.IntVar(&o.compare, "compare", enough, "how many cold starts of docker compose up -d --wait to measure")
	flag.BoolVar(&o.timeline, "timeline", false, "show when each condition and each line of output came")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once, and leaves things behind
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if flag.NArg() > 0 || o.starts < 1 || o.compare < 0 {
		return errors.New("usage: bench [-starts=N] [-compare=N] [-timeline]; N is a number of starts, at least one of sandbox:up")
	}
	in, err := newTestbed()
	if err != nil {
		return err
	}
	defer func() {
		progress("removing the instance")
		err = errors.Join(err, in.remove(context.WithoutCancel(ctx)))
	}()
	err = measure(ctx, in, o)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// measure makes the measurements, one after another.
func measure(ctx context.Context, in *testbed, o options) error {
	progress("preparing instance %s in %s", in.id, in.dir)
	if err := in.prepare(ctx); err != nil {
		return err
	}
	fmt.Println(machine(ctx, in))
	return measureStarts(ctx, in, o)
}

// progress tells a person who waits what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
