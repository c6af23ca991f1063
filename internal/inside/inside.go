// Package inside asks a server that publishes no port, by the server's own client in its
// container.
package inside

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

// pause is the least time between a refusal and the next attempt: starting a client costs
// more than a connection.
const pause = 300 * time.Millisecond

// ErrNoClient is the error for a container that has none of the client's programs.
var ErrNoClient = errors.New("no client in the container")

// Client says how a server's own client asks it.
type Client struct {
	How  string // for people, such as "Redis PING inside the container"
	Asks string // for errors, such as "PING"
	// Programs are names of the client, of which the image has at least one.
	Programs []string
	// Arguments returns the client's arguments. Host is the container's own name.
	Arguments func(host string) []string
	// Env holds the credentials. They reach the client in its environment alone.
	Env map[string]string
	// Ready is what the client of a ready server writes; "" if its exit code decides.
	Ready string
	// Reasons are the client's words for what keeps a server from being ready.
	Reasons []Reason
	// Limit is how long the client may take.
	Limit time.Duration
}

// Reason is what some words of a client mean.
type Reason struct {
	Words string
	Err   error // of package gate, or syscall.ECONNREFUSED
}

// Exec runs a command in a container, and returns what it wrote. Only the command sees env.
type Exec func(ctx context.Context, container string, env map[string]string, command ...string) (string, error)

// Asker asks one server again and again.
type Asker struct {
	Client
	Exec Exec

	mu     sync.Mutex
	absent map[string][]string // programs that a container does not have, by container
	next   time.Time
}

// limiter ends a client in the container that takes too long: to kill `docker exec` leaves
// it running.
const limiter = "timeout"

// Ask makes one attempt, after a pause if the last one was refused. Its error is
// [ErrNoClient], a [*gate.Refusal], or that of a command that could not be run.
func (a *Asker) Ask(ctx context.Context, container string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := sleep(ctx, time.Until(a.next)); err != nil {
		return err
	}
	began := time.Now()
	err := a.ask(ctx, container)
	if err != nil && !errors.Is(err, ErrNoClient) {
		a.next = time.Now().Add(max(pause, time.Since(began)))
	}
	return err
}

// ask tries the client's programs until the container has one.
func (a *Asker) ask(ctx context.Context, container string) error {
	for _, program := range a.Programs {
		if slices.Contains(a.absent[container], program) {
			continue
		}
		output, err := a.run(ctx, container, program)
		if a.lacks(container, limiter, output, err) {
			output, err = a.run(ctx, container, program)
		}
		if a.lacks(container, program, output, err) {
			continue
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		} else {
			err = a.judge(output, err)
		}
		if err != nil {
			return fmt.Errorf("%s by %s returned %w", a.Asks, program, err)
		}
		return nil
	}
	return ErrNoClient
}

// lacks reports whether a command failed because its container does not have a program, and
// remembers that. The engine, and `timeout` itself, exit with 126 or 127 then, and name the
// program in quotes. The engine also exits so where the container is being stopped.
func (a *Asker) lacks(container, program, output string, err error) bool {
	if code := exitCode(err); code != 126 && code != 127 {
		return false
	}
	shown := secret.NewMask(a.Env).Text(program) // a password may be the name of its client
	isNamed := func(name string) bool {
		return regexp.MustCompile("[\"'`‘]" + regexp.QuoteMeta(name) + "[\"'`’]").MatchString(output)
	}
	if !isNamed(program) && !isNamed(shown) {
		return false
	}
	if a.absent == nil {
		a.absent = make(map[string][]string)
	}
	a.absent[container] = append(a.absent[container], program)
	return true
}

func (a *Asker) run(ctx context.Context, container, program string) (string, error) {
	command := append([]string{program}, a.Arguments(container[:min(len(container), 12)])...)
	if !slices.Contains(a.absent[container], limiter) {
		command = append([]string{limiter, fmt.Sprint(int(a.Limit.Seconds()))}, command...)
	}
	return a.Exec(ctx, container, a.Env, command...)
}

// judge returns why the server is not ready, by what its client wrote, in which the
// engine's caller has hidden the credentials: a database may be named like its password.
func (c Client) judge(output string, err error) error {
	output = strings.TrimSpace(output)
	if err == nil && (c.Ready == "" || output == c.Ready) {
		return nil
	}
	if exitCode(err) == 124 { // of timeout
		return fmt.Errorf("no answer within %s", c.Limit)
	}
	mask := secret.NewMask(c.Env)
	for _, reason := range c.Reasons {
		if strings.Contains(output, reason.Words) || strings.Contains(output, mask.Text(reason.Words)) {
			return &gate.Refusal{Reason: reason.Err, Answer: output}
		}
	}
	if output == "" && err != nil {
		return err
	}
	return &gate.Refusal{Answer: output}
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

// sleep returns after a time, or with the cause of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
