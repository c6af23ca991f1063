package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// exitBound is how late the verdict may be after the backend has ended.
const exitBound = 500 * time.Millisecond

// death is a way in which the backend of a stack that is well otherwise dies
// for good. It lives long enough for the start to be over by then.
type death struct {
	name     string
	backend  string // lines of its definition
	restarts int    // how often it is restarted until it is given up
	says     string // in the report
}

func deaths() []death {
	return []death{
		{"exit", "command: after 5s exit 3, restart: 'no'", 0, "exited with code 3"},
		// The engine counts a restart when it decides on it, at the death.
		{"crash loop", "command: after 1s exit 3, restart: unless-stopped", 4, "restart"},
		{"out of memory", "command: after 5s oom, restart: 'no', mem_limit: 16m", 0, "out of memory"},
	}
}

// measureDeaths measures the time from a death to the verdict that it brings
// about, prints it, and returns an error if its bound is broken.
func measureDeaths(ctx context.Context, in *testbed, o options) error {
	var names []string
	late := make(map[string][]time.Duration)
	err := in.withFaults(ctx, func() error {
		if err := in.target(ctx, "sandbox:up"); err != nil {
			return err
		}
		for _, d := range deaths() {
			names = append(names, d.name)
			for i := range o.deaths {
				title := fmt.Sprintf("%s, %d of %d", d.name, i+1, o.deaths)
				took, err := in.die(ctx, d)
				if err != nil {
					return fmt.Errorf("%s: %w", title, err)
				}
				late[d.name] = append(late[d.name], took)
				progress("%s: verdict %s after the death", title, milliseconds(took))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	printSummaries(os.Stdout, "From a death to the verdict", names, late)
	return printBound(os.Stdout, fmt.Sprintf("after an exit at most %s at the 95th percentile", milliseconds(exitBound)), tooLate(late["exit"]))
}

// tooLate returns an error if verdicts on an exit break their bound.
func tooLate(late []time.Duration) error {
	if most := percentile(late, 95); most > exitBound {
		return fmt.Errorf("at the 95th percentile the verdict is %s after the exit, and may be %s", milliseconds(most), milliseconds(exitBound))
	}
	return nil
}

// die starts a stack whose backend dies, and returns how much later the verdict
// was there.
func (in *testbed) die(ctx context.Context, d death) (time.Duration, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("no verdict within %s", startTimeout))
	defer cancel()
	if err := in.spoil(ctx, d.backend); err != nil {
		return 0, err
	}
	w := way{
		name:    "sandbox:up",
		command: func(ctx context.Context) *exec.Cmd { return in.command(ctx, "sandbox:up") },
		awaited: failed,
	}
	command, err := w.launch(ctx)
	if err != nil {
		return 0, err
	}
	verdict, given := <-command.verdict
	if !given {
		return 0, cmp.Or(context.Cause(ctx), command.end(), fmt.Errorf("%s passed:\n%s", w.name, command.output))
	}
	found, err := in.backendEnd(ctx) // at once: a crash loop goes on
	if ended := wantNotReady(command.end(), verdict.Sub(command.began), 0); ended != nil || err != nil {
		return 0, cmp.Or(context.Cause(ctx), err, ended)
	}
	took, err := d.late(found, verdict)
	if err == nil && !strings.Contains(command.output.String(), d.says) {
		err = fmt.Errorf("the report does not say %q", d.says)
	}
	if err != nil {
		return 0, fmt.Errorf("%w:\n%s", err, command.output)
	}
	return took, nil
}

// end is how a container ended last, as the engine knows it.
type end struct {
	restarts int
	at       time.Time
}

func (in *testbed) backendEnd(ctx context.Context) (end, error) {
	text, err := proc.Output(in.docker(ctx, "inspect", "--format", "{{.RestartCount}} {{.State.FinishedAt}}", in.id+"-backend-1"))
	if err != nil {
		return end{}, err
	}
	return parseEnd(text)
}

func parseEnd(text string) (end, error) {
	restarts, at, _ := strings.Cut(text, " ")
	count, err := strconv.Atoi(restarts)
	if err != nil {
		return end{}, fmt.Errorf("docker inspect: %w", err)
	}
	finished, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return end{}, fmt.Errorf("docker inspect: %w", err)
	}
	return end{count, finished}, nil
}

// late is how much later than the death the verdict was. The error is for an
// end that is not the death that counts.
func (d death) late(found end, verdict time.Time) (time.Duration, error) {
	switch {
	case found.restarts < d.restarts, found.at.After(verdict):
		return 0, fmt.Errorf("the verdict came before the death that counts: %d restarts, want %d", found.restarts, d.restarts)
	case found.restarts > d.restarts:
		return 0, fmt.Errorf("the verdict came so late that the next death is there: %d restarts, want %d", found.restarts, d.restarts)
	}
	return verdict.Sub(found.at), nil
}
