//go:build unix

package main

import (
	"errors"
	"os/exec"
	"testing"
	"time"
)

func TestOnlyExitCode2IsNotReady(t *testing.T) {
	code := func(code string) error { return exec.Command("sh", "-c", "exit "+code).Run() }
	tests := []struct {
		name string
		err  error
		took time.Duration
		want bool
	}{
		{"2, in time", code("2"), time.Second, true},
		{"2, too soon", code("2"), time.Second - 1, false},
		{"1", code("1"), time.Second, false},
		{"0", nil, time.Second, false},
		{"no exit", errors.New("killed"), time.Second, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := wantNotReady(tt.err, tt.took, time.Second); (err == nil) != tt.want {
				t.Errorf("wantNotReady(%v) = %v", tt.err, err)
			}
		})
	}
}
