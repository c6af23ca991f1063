//go:build unix

package main

import (
	"context"
	"os/exec"
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	tests := []struct {
		name, script, awaited string
		given                 bool
		err                   string // of the end; empty for none
	}{
		{"its line", "echo first; echo '" + passed + "'; echo last", passed, true, ""},
		{"its line, and a failure after it", "echo '" + passed + "'; exit 3", passed, true, "exit status 3"},
		{"its line on stderr is none", "echo '" + passed + "' >&2", passed, false, ""},
		{"none", "echo why >&2; exit 2", passed, false, "why"},
		{"its end", "echo any", "", true, ""},
		{"a bad end is none", "echo why >&2; exit 1", "", false, "why"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := way{name: "start", awaited: tt.awaited, command: func(ctx context.Context) *exec.Cmd {
				return exec.CommandContext(ctx, "sh", "-c", tt.script)
			}}
			command, err := w.launch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if at, given := <-command.verdict; given != tt.given || given && at.Before(command.began) {
				t.Errorf("verdict given: %t, want %t", given, tt.given)
			}
			err = command.end()
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("end() = %v, want %q", err, tt.err)
			}
		})
	}
}
