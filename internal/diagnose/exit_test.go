package diagnose

import (
	"testing"
	"time"
)

func TestExitCodesSayWhatTheyMean(t *testing.T) {
	for code, want := range map[int]string{
		0:   "exited with code 0 (without an error)",
		1:   "exited with code 1 (a general error)",
		2:   "exited with code 2 (wrong usage, or a Go panic)",
		3:   "exited with code 3",
		126: "exited with code 126 (the command cannot be executed)",
		127: "exited with code 127 (command not found)",
		128: "exited with code 128",
		132: "exited with code 132 (ended by SIGILL)",
		134: "exited with code 134 (ended by SIGABRT)",
		137: "exited with code 137 (killed by SIGKILL)",
		139: "exited with code 139 (SIGSEGV: invalid memory access)",
		143: "exited with code 143 (SIGTERM: it was asked to stop)",
		255: "exited with code 255",
		-1:  "exited with code -1",
	} {
		if got := (&ContainerFacts{ExitCode: code}).exited(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAgesAreSaidAsAPersonDoes(t *testing.T) {
	for age, want := range map[time.Duration]string{
		20 * time.Millisecond:   "0.0 s",
		1249 * time.Millisecond: "1.2 s",
		60 * time.Second:        "1 min",
		119 * time.Minute:       "1 h",
		47 * time.Hour:          "47 h",
		49 * time.Hour:          "2 days",
	} {
		if got := span(age); got != want {
			t.Errorf("%s: got %q, want %q", age, got, want)
		}
	}
}
