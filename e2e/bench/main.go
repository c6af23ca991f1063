// Command bench measures how truthful and how prompt the verdict of the Startability
// Gate is, and what it costs. It exits with 1 if a bound is broken.
// The bounds are:
//
//   - never early: in 50 cold starts, no probe that begins after the verdict fails;
//   - prompt: at the 95th percentile of the starts, the verdict is late by at most
//     25 ms plus 2 % of the wait;
//   - the same for a service that no check asks, from its healthcheck's result or the second
//     that it has to run: never before it. How late is printed without a bound;
//   - prompt on failure: at the 95th percentile, the verdict comes at most 0.5 s after
//     the backend has exited. For a backend in a crash loop or out of memory, the time
//     is printed without a bound;
//   - never fooled: in 200 cold starts of a backend that waits, flaps and crashes, the
//     verdict never comes at a moment at which an observer gets no good answer;
//   - cured: every fault of package e2e is told with its cause, and the next start
//     passes once the printed cure is carried out. For a container that has ended, the
//     verdict comes at most 0.5 s later at the 95th percentile;
//   - light: the search for taken ports before a start takes at most 50 ms at the 95th
//     percentile;
//   - cheap: at the median, a warm sandbox:status takes at most 2.0 times as long as
//     `docker compose ps`, a second sandbox:up at most 1.0 times as long as `docker
//     compose up -d --wait` with everything healthy, and sandbox:list with 40
//     instances at most 0.5 s. Targets are run with `go tool mage`, as a person runs
//     them, in turn with their rivals. The time of the compiled magefile is printed
//     beside them;
//   - the program: on a project without a magefile, `sandbox status` takes at most 0.8
//     times as long as `docker compose ps`, and a second `sandbox up` at most 0.3 times as
//     long as `docker compose up -d --wait`. A cold `sandbox up` of 30 services takes at
//     most 1.5 times as long as `docker compose up -d` until an observer finds all ready.
//     The program is under 20 MB;
//   - data: at the median, a clone of a Postgres volume of 1 GB takes at most 1.5 times as
//     long as `cp -a` of the same files;
//   - together: twelve calls of sandbox:status at the same time all succeed;
//   - quiet: a wait of 60 s takes at most 1 % of a core. This is the CPU time of
//     sandbox:gate and its commands, less that of a wait of 1 s. The engine's CPU time
//     is not included.
//
// For a cold start, the verdict is compared with the moment at which an independent
// observer first finds everything ready. `docker compose up -d --wait` is measured in
// the same way, in turn with sandbox:up. A start is cold if the instance has no
// containers, networks or volumes. The images exist, and the machine may have their
// files in memory.
//
// The moment of a death is the engine's State.FinishedAt. The rest of the stack is
// ready by then.
//
// The measurements use an instance in a temporary directory, which is removed at the
// end, also on Ctrl-C. They need an engine on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

type options struct {
	only     string        // names of measurements, separated by commas; "" for all
	starts   int           // cold starts of sandbox:up
	compare  int           // cold starts of docker compose up -d --wait
	deaths   int           // of each kind
	decided  int           // cold starts for each way to decide on a service
	scripted int           // cold starts of a scripted backend
	wait     time.Duration // for a stack that never becomes ready
	timeline bool          // print the timeline of each start
}

// measurement prints its result, and returns an error for a broken bound.
type measurement struct {
	name string
	make func(context.Context, *testbed.Testbed, options) error
}

// measurements returns all measurements. Those that need the stack up come before
// those that need it down.
func measurements() []measurement {
	return []measurement{
		{"warm", measureWarm},
		{"program", measureProgram},
		{"list", measureList},
		{"clone", measureClone},
		{"deaths", measureDeaths},
		{"waiting", measureWaiting},
		{"preflight", measurePreflight},
		{"starts", measureStarts},
		{"decided", measureDecided},
		{"scripted", measureScripted},
		{"faults", measureFaults},
	}
}

func main() {
	var o options
	flag.StringVar(&o.only, "only", "", "what to measure, such as deaths,waiting; all if empty")
	flag.IntVar(&o.starts, "starts", enough, "how many cold starts of sandbox:up to measure")
	flag.IntVar(&o.compare, "compare", compared, "how many cold starts of docker compose up -d --wait to measure")
	flag.IntVar(&o.deaths, "deaths", 10, "how many deaths of each kind to measure")
	flag.IntVar(&o.decided, "decided", compared, "how many cold starts to make for each way to decide that a service is ready")
	flag.IntVar(&o.scripted, "scripted", enoughScripts, "how many cold starts of a scripted backend to make")
	flag.DurationVar(&o.wait, "wait", boundedWait, "how long to wait for a stack that never becomes ready")
	flag.BoolVar(&o.timeline, "timeline", false, "show when each condition and each line of a start's output came")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once and does not remove the instance
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if flag.NArg() > 0 {
		return fmt.Errorf("%s: bench takes flags only; -help lists them", flag.Arg(0))
	}
	chosen, err := o.chosen()
	if err != nil {
		return err
	}
	in, err := testbed.New()
	if err != nil {
		return err
	}
	defer func() {
		progress("removing the instance")
		err = errors.Join(err, in.Remove(context.WithoutCancel(ctx)))
	}()
	err = measure(ctx, in, chosen, o)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// chosen returns the measurements to make, or an error if the options leave none.
func (o options) chosen() ([]measurement, error) {
	switch {
	case min(o.starts, o.deaths, o.decided, o.scripted) < 1 || o.compare < 0:
		return nil, errors.New("-starts, -deaths, -decided and -scripted must be at least 1, and -compare 0")
	case o.wait <= briefly:
		return nil, fmt.Errorf("-wait must be longer than %s", briefly)
	case o.only == "":
		return measurements(), nil
	}
	var chosen []measurement
	for name := range strings.SplitSeq(o.only, ",") {
		i := slices.IndexFunc(measurements(), func(m measurement) bool { return m.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only=%s: there is no measurement %q", o.only, name)
		}
		chosen = append(chosen, measurements()[i])
	}
	return chosen, nil
}

// measure makes the measurements one after another. It continues after a broken
// bound.
func measure(ctx context.Context, in *testbed.Testbed, chosen []measurement, o options) error {
	progress("preparing instance %s in %s", in.ID, in.Dir)
	if err := in.Prepare(ctx); err != nil {
		return err
	}
	fmt.Println(in.Machine(ctx))
	var problems []error
	for _, m := range chosen {
		if err := m.make(ctx, in, o); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", m.name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(problems...)
}

// progress prints to stderr what the program is doing.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
