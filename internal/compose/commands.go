package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// Up starts the services in the background. Images are there already: it pulls
// none. It waits where depends_on of the Compose file makes it wait, perhaps for
// ever, and is interrupted when ctx is done; sh could not do that.
func (p Project) Up(ctx context.Context) error {
	args := []string{"compose", "up", "-d"}
	stderr := &tail{limit: 16 << 10}
	cmd := p.command(ctx, args...)
	stdout, errOut, flush := streams(stderr, false)
	cmd.Stdout, cmd.Stderr = stdout, errOut
	err := cmd.Run()
	flush()
	if ctx.Err() != nil || interrupted(err) {
		return fmt.Errorf("docker compose up: %w", context.Canceled)
	}
	return p.failure(args, stderr, err)
}

// Build builds the images of services, visibly.
func (p Project) Build(ctx context.Context, services ...string) error {
	return p.run(ctx, true, append([]string{"compose", "build"}, services...)...)
}

// Pull fetches the images of services, visibly.
func (p Project) Pull(ctx context.Context, services ...string) error {
	return p.run(ctx, true, append([]string{"compose", "pull", "--policy", "missing"}, services...)...)
}

// BuildImage builds a Dockerfile's directory, visibly. Name and directory are
// the stack's own words.
func (p Project) BuildImage(ctx context.Context, name, directory string) error {
	return p.run(ctx, true, "build", "-t", name, directory)
}

// HasImages tells whether the engine has all of the images.
func (p Project) HasImages(ctx context.Context, images ...string) bool {
	_, err := p.ImageIDs(ctx, images...)
	return err == nil
}

// Down stops and removes the containers and networks of the project in Compose's
// own order, those of inactive profiles too. It keeps all volumes.
func (p Project) Down(ctx context.Context) error {
	return p.run(ctx, false, "compose", "--profile", "*", "down", "--remove-orphans")
}

// LogOptions say which log lines to show.
type LogOptions struct {
	Services []string  // none means all
	Tail     int       // lines of each, or [AllLines]
	Since    time.Time // zero means from the beginning
	Follow   bool
	Colours  bool // of the services' names, for a terminal
}

// AllLines, as a tail, leaves none out.
const AllLines = -1

func (o LogOptions) args() []string {
	args := []string{"compose", "logs"}
	if o.Colours { // Compose writes to a pipe of ours, and would leave them out
		args = []string{"compose", "--ansi", "always", "logs"}
	}
	if o.Tail != AllLines {
		args = append(args, "--tail", strconv.Itoa(o.Tail))
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
// ctx is done or somebody interrupts it: both are a clean end.
func (p Project) Logs(ctx context.Context, out, errOut io.Writer, o LogOptions) error {
	args := o.args()
	cmd := p.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = out, errOut
	if _, limited := ctx.Deadline(); !o.Follow && !limited {
		cmd.WaitDelay = 0 // a pager takes the rest when it likes
	}
	err := cmd.Run()
	if o.Follow && (ctx.Err() != nil || interrupted(err)) {
		return nil
	}
	return p.failure(args, &tail{}, err)
}

// LogTail is the end of what a container wrote, as far as it can be had.
func (p Project) LogTail(ctx context.Context, container string, lines int) string {
	text := &tail{limit: 1 << 20}
	cmd := p.command(ctx, "logs", "--tail", strconv.Itoa(lines), container)
	cmd.Stdout, cmd.Stderr = text, text
	_ = cmd.Run() // its own complaint is in the text
	return string(text.bytes)
}

// interrupted tells whether a command was ended by Ctrl-C, which on Windows
// reaches it before it reaches our context. Compose answers it with status 130.
func interrupted(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return exit.ExitCode() == 130 || ok && status.Signaled() && status.Signal() == syscall.SIGINT
}
