// Command bench measures how truthful and how prompt the verdict of the
// Startability Gate is, and what it takes. It exits with 1 if a bound is broken.
// The bounds are:
//
//   - never early: in 50 cold starts no probe begun after the verdict fails;
//   - prompt: at the 95th percentile of the starts the verdict is late by at
//     most 25 ms plus 2 % of the wait;
//   - prompt when it is bad: at the 95th percentile it is there 0.5 s after the
//     backend has exited. For a backend that is in a crash loop, or out of
//     memory, the time is told without a bound;
//   - light: the look for taken ports before a start takes at most 50 ms at the
//     95th percentile;
//   - cheap: by the median, a warm sandbox:status takes at most 2.0 times as long
//     as a bare `docker compose ps`, the second sandbox:up at most 1.0 times as
//     long as `docker compose up -d --wait` with everything healthy, and
//     sandbox:list of 40 instances at most 0.5 s. All are called as a person
//     calls them, with `go tool mage`, in turn with what they are compared with;
//     what the compiled magefile takes by itself is told beside it;
//   - together: twelve calls of sandbox:status at once all succeed;
//   - quiet: a wait of 60 s takes at most 1 % of a core. That is CPU time of
//     sandbox:gate and the commands that it runs, without what a wait of 1 s
//     takes; the engine's own is not in it.
//
// Of a cold start the moment of the verdict is compared with the one at which
// an observer outside of the program first finds everything ready. Beside
// sandbox:up, in turn with it, `docker compose up -d --wait` is measured in the
// same way. A start is cold when there are no containers, networks and volumes:
// the database is created anew. The images are there, and the machine may hold
// their files in memory.
//
// A death is the engine's own moment for it, State.FinishedAt. The rest of the
// stack is well by then.
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
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	only     string        // names of measurements, with commas between them; all if empty
	starts   int           // of sandbox:up
	compare  int           // of docker compose up -d --wait
	deaths   int           // of each kind
	wait     time.Duration // in vain
	timeline bool          // of each start, show what came when
}

// measurement prints what it finds, and returns an error for a broken bound.
type measurement struct {
	name string
	make func(context.Context, *testbed, options) error
}

// measurements are all that there are. Those that want the stack up come before
// those that want it down.
func measurements() []measurement {
	return []measurement{
		{"warm", measureWarm},
		{"list", measureList},
		{"deaths", measureDeaths},
		{"waiting", measureWaiting},
		{"preflight", measurePreflight},
		{"starts", measureStarts},
	}
}

func main() {
	var o options
	flag.StringVar(&o.only, "only", "", "what to measure, such as deaths,waiting; all if empty")
	flag.IntVar(&o.starts, "starts", enough, "how many cold starts of sandbox:up to measure")
	flag.IntVar(&o.compare, "compare", compared, "how many cold starts of docker compose up -d --wait to measure")
	flag.IntVar(&o.deaths, "deaths", 10, "how many deaths of each kind to measure")
	flag.DurationVar(&o.wait, "wait", boundedWait, "how long to wait for a stack that never becomes ready")
	flag.BoolVar(&o.timeline, "timeline", false, "show when each condition and each line of a start's output came")
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
	if flag.NArg() > 0 {
		return fmt.Errorf("%s: bench takes flags only; -help lists them", flag.Arg(0))
	}
	chosen, err := o.chosen()
	if err != nil {
		return err
	}
	in, err := newTestbed()
	if err != nil {
		return err
	}
	defer func() {
		progress("removing the instance")
		err = errors.Join(err, in.remove(context.WithoutCancel(ctx)))
	}()
	err = measure(ctx, in, chosen, o)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// chosen are the measurements to make. The error is for options that say
// nothing to measure.
func (o options) chosen() ([]measurement, error) {
	switch {
	case o.starts < 1 || o.deaths < 1 || o.compare < 0:
		return nil, errors.New("-starts and -deaths must be at least 1, and -compare 0")
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

// measure makes the measurements, one after another. A bound that one of them
// breaks keeps none of the others from being made.
func measure(ctx context.Context, in *testbed, chosen []measurement, o options) error {
	progress("preparing instance %s in %s", in.id, in.dir)
	if err := in.prepare(ctx); err != nil {
		return err
	}
	fmt.Println(machine(ctx, in))
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

// progress tells a person who waits what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
