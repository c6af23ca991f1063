//go:build unix

package launch_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
)

func TestVerdict(t *testing.T) {
	tests := []struct {
		name, script, awaited string
		given                 bool
		err                   string // of the end; "" for none
	}{
		{"its line", "echo first; echo '" + launch.Passed + "'; echo last", launch.Passed, true, ""},
		{"its line, and a failure after it", "echo '" + launch.Passed + "'; exit 3", launch.Passed, true, "exit status 3"},
		{"its line on stderr is none", "echo '" + launch.Passed + "' >&2", launch.Passed, false, ""},
		{"none", "echo why >&2; exit 2", launch.Passed, false, "why"},
		{"its end", "echo any", "", true, ""},
		{"a bad end is none", "echo why >&2; exit 1", "", false, "why"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := launch.Way{Name: "start", Awaited: tt.awaited, Command: func(ctx context.Context) *exec.Cmd {
				return exec.CommandContext(ctx, "sh", "-c", tt.script)
			}}
			command, err := w.Launch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if at, given := <-command.Verdict; given != tt.given || given && at.Before(command.Began) {
				t.Errorf("verdict given: %t, want %t", given, tt.given)
			}
			err = command.End()
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("end() = %v, want %q", err, tt.err)
			}
		})
	}
}
