package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Up starts the services in the background, and pulls no image. Where depends_on
// has it wait, it waits until ctx is done.
func (p Project) Up(ctx context.Context) error {
	err := p.cli().Run(ctx, false, "compose", "up", "-d")
	if ctx.Err() != nil || docker.Interrupted(err) {
		return fmt.Errorf("docker compose up: %w", context.Canceled)
	}
	return err
}

// Build builds the images of services, visibly.
func (p Project) Build(ctx context.Context, services ...string) error {
	return p.cli().Run(ctx, true, append([]string{"compose", "build"}, services...)...)
}

// Pull fetches the images of services, visibly.
func (p Project) Pull(ctx context.Context, services ...string) error {
	return p.cli().Run(ctx, true, append([]string{"compose", "pull", "--policy", "missing"}, services...)...)
}

// Down stops and removes the containers and networks of the project in Compose's
// own order, those of inactive profiles too. It keeps all volumes.
func (p Project) Down(ctx context.Context) error {
	err := p.cli().Run(ctx, false, "compose", "--profile", "*", "down", "--remove-orphans")
	var failed *docker.Error
	if errors.As(err, &failed) { // the lines before the last one tell of the progress
		failed.Output = proc.LastLine(failed.Output)
	}
	return ofNetwork(err)
}

// RemoveNetworks removes networks by their ids.
func (p Project) RemoveNetworks(ctx context.Context, ids []string) error {
	return ofNetwork(p.Project.RemoveNetworks(ctx, ids))
}

// ofNetwork adds what to type to the error if the engine refuses to remove a network. It may
// count a container that crashed while it was removed until it is restarted
// (moby/moby#17217).
func ofNetwork(err error) error {
	if err == nil || !strings.Contains(docker.Output(err), "has active endpoints") {
		return err
	}
	return fmt.Errorf("%w; if `docker network inspect` shows no container on it, restart the engine and try again", err)
}

// LogOptions say which log lines to show.
type LogOptions struct {
	Services []string  // none means all
	Tail     int       // the last lines of each; 0 means all
	Since    time.Time // zero means from the beginning
	Follow   bool
	Colours  bool // of the services' names, for a terminal
}

// NoLines is the tail that leaves out all lines written so far.
const NoLines = -1

func (o LogOptions) args() []string {
	args := []string{"compose", "logs"}
	if o.Colours { // Compose writes to a pipe of ours, and would leave them out
		args = []string{"compose", "--ansi", "always", "logs"}
	}
	if o.Tail != 0 {
		args = append(args, "--tail", strconv.Itoa(max(o.Tail, 0)))
	}
	if !o.Since.IsZero() {
		args = append(args, "--since", o.Since.UTC().Format(time.RFC3339Nano))
	}
	if o.Follow {
		args = append(args, "--follow")
	}
	return append(append(args, "--"), o.Services...)
}

// Logs writes log lines to out until there are no more, or, following, until
// ctx is done or the user interrupts it: both end it cleanly.
func (p Project) Logs(ctx context.Context, out, errOut io.Writer, o LogOptions) error {
	args := o.args()
	cmd := p.cli().Command(ctx, args...)
	cmd.Stdout, cmd.Stderr = out, errOut
	if _, limited := ctx.Deadline(); !o.Follow && !limited {
		cmd.WaitDelay = 0 // a pager takes the rest when it likes
	}
	err := cmd.Run()
	if o.Follow && (ctx.Err() != nil || docker.Interrupted(err)) {
		return nil
	}
	return p.Failure(args, "", err)
}
