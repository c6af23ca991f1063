package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestWhatAContainerDecides(t *testing.T) {
	var state containerState
	text := `{"StartedAt": "2026-01-02T03:04:05Z", "Health": {"Log": [
		{"End": "2026-01-02T03:04:06Z", "ExitCode": 1}, {"End": "2026-01-02T03:04:08Z", "ExitCode": 0}, {"End": "2026-01-02T03:04:10Z", "ExitCode": 0}]}}`
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		t.Fatal(err)
	}
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if got := state.healthy(); !got.Equal(begun.Add(3 * time.Second)) {
		t.Errorf("healthy at %s", got)
	}
	if got := state.steady(); !got.Equal(begun.Add(time.Second)) {
		t.Errorf("has run long enough at %s", got)
	}
}

func TestBoundsOfWhatDecides(t *testing.T) {
	const second, late = time.Second, 30 * time.Millisecond
	for name, test := range map[string]struct {
		starts []decided
		kept   bool
	}{
		"asked, in time":                 {[]decided{{asked, second, late}}, true},
		"asked, too late":                {[]decided{{asked, second, 2 * late}}, false},
		"decided by the container":       {[]decided{{"health", second, 10 * late}}, true},
		"before the container's verdict": {[]decided{{"health", second, -1}}, false},
	} {
		if err := brokenDecided(test.starts); (err == nil) != test.kept {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
