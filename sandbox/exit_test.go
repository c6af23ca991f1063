package sandbox

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/outcome"
)

// Whatever a command fails for after Ctrl-C, it is told as an interruption; only
// of a start is there something that may be left.
func TestInterruptedCommandSaysSo(t *testing.T) {
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	cut := fmt.Errorf("docker ps: %w", context.Canceled)
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		want string
		code int
	}{
		{"nothing failed", interrupted, nil, "<nil>", 0},
		{"a command was cut short", interrupted, cut, "interrupted", 1},
		{"docker had the signal first", interrupted, errors.New("exit status 130"), "interrupted", 1},
		{"a start", interrupted, outcome.ErrStartInterrupted, "interrupted; what was started is left as it is", 1},
		{"a verdict", interrupted, outcome.NotReady(errors.New("not ready")), "not ready", 2},
		{"a taken port", interrupted, outcome.PortTaken(errors.New("taken")), "taken", 3},
		{"no interruption", t.Context(), errors.New("no engine"), "no engine", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := outcome.Interruption(test.ctx, test.err)
			if fmt.Sprint(got) != test.want || ExitCode(got) != test.code {
				t.Errorf("got %v, code %d", got, ExitCode(got))
			}
		})
	}
}

func TestLogsEndCleanlyHoweverEarlyTheyAreInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Sandbox{}).Logs(ctx, LogsOptions{}); err != nil {
		t.Error(err)
	}
}
