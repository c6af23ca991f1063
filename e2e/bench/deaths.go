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

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// exitBound is how late the verdict may be after the backend has ended.
const exitBound = 500 * time.Millisecond

// death is a way in which the backend ends for good while the rest of the stack is
// ready. The backend lives until the start is over.
type death struct {
	name     string
	backend  string // lines of its definition
	restarts int    // restarts before the gate gives the check up
	says     string // text that the report must contain
}

func deaths() []death {
	return []death{
		{"exit", "command: after 5s exit 3, restart: 'no'", 0, "exited with code 3"},
		// The engine counts a restart at the death.
		{"crash loop", "command: after 1s exit 3, restart: unless-stopped", 4, "restart"},
		{"out of memory", "command: after 5s oom, restart: 'no', mem_limit: 16m", 0, "out of memory"},
	}
}

// measureDeaths measures the time from a death to the verdict, prints it, and returns
// an error if the bound is broken.
func measureDeaths(ctx context.Context, in *testbed.Testbed, o options) error {
	var names []string
	late := make(map[string][]time.Duration)
	err := in.WithFaults(ctx, func() error {
		if err := in.Run(ctx, "sandbox:up"); err != nil {
			return err
		}
		for _, d := range deaths() {
			names = append(names, d.name)
			for i := range o.deaths {
				title := fmt.Sprintf("%s, %d of %d", d.name, i+1, o.deaths)
				took, err := die(ctx, in, d)
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

// tooLate returns an error if the verdicts after an exit come later than the bound.
func tooLate(late []time.Duration) error {
	if most := percentile(late, 95); most > exitBound {
		return fmt.Errorf("at the 95th percentile the verdict is %s after the exit, and may be %s", milliseconds(most), milliseconds(exitBound))
	}
	return nil
}

// die starts a stack whose backend dies, and returns the time from the death to the
// verdict.
func die(ctx context.Context, in *testbed.Testbed, d death) (time.Duration, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("no verdict within %s", startTimeout))
	defer cancel()
	if err := in.BreakBackend(ctx, d.backend); err != nil {
		return 0, err
	}
	w := launch.Way{
		Name:    "sandbox:up",
		Command: func(ctx context.Context) *exec.Cmd { return in.Compiled(ctx, "sandbox:up") },
		Awaited: launch.Failed,
	}
	command, err := w.Launch(ctx)
	if err != nil {
		return 0, err
	}
	verdict, given := <-command.Verdict
	if !given {
		return 0, cmp.Or(context.Cause(ctx), command.End(), fmt.Errorf("%s passed:\n%s", w.Name, command.Output))
	}
	found, err := backendEnd(ctx, in) // read at once, because a crash loop continues
	if ended := wantNotReady(command.End(), verdict.Sub(command.Began), 0); ended != nil || err != nil {
		return 0, cmp.Or(context.Cause(ctx), err, ended)
	}
	took, err := d.late(found, verdict)
	if err == nil && !strings.Contains(command.Output.String(), d.says) {
		err = fmt.Errorf("the report does not say %q", d.says)
	}
	if err != nil {
		return 0, fmt.Errorf("%w:\n%s", err, command.Output)
	}
	return took, nil
}

// end is the last end of a container, as the engine reports it.
type end struct {
	restarts int
	at       time.Time
}

// backendEnd returns the last end of the backend's container.
func backendEnd(ctx context.Context, in *testbed.Testbed) (end, error) {
	text, err := proc.Output(in.Docker(ctx, "inspect", "--format", "{{.RestartCount}} {{.State.FinishedAt}}", in.ID+"-backend-1"))
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

// late returns the time from the death to the verdict, or an error if the end is of
// another run of the container.
func (d death) late(found end, verdict time.Time) (time.Duration, error) {
	switch {
	case found.restarts < d.restarts, found.at.After(verdict):
		return 0, fmt.Errorf("the verdict came before the death that counts: %d restarts, want %d", found.restarts, d.restarts)
	case found.restarts > d.restarts:
		return 0, fmt.Errorf("the verdict came so late that the next death is there: %d restarts, want %d", found.restarts, d.restarts)
	}
	return verdict.Sub(found.at), nil
}
