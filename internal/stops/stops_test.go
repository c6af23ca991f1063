package stops_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stops"
)

func TestAStopIsToldFromAnEnd(t *testing.T) {
	happened := func(action, signal string) docker.Event {
		e := docker.Event{Action: action}
		e.Actor.Attributes = map[string]string{"signal": signal}
		return e
	}
	start, die, stop := happened("start", ""), happened("die", ""), happened("stop", "")
	for _, test := range []struct {
		name   string
		events []docker.Event
		code   int
		want   bool
	}{
		{"it ended by itself", []docker.Event{start, die}, 0, false},
		{"docker stop", []docker.Event{start, happened("kill", "15"), die, stop}, 0, true},
		{"docker stop that had to kill", []docker.Event{start, happened("kill", "15"), happened("kill", "9"), die, stop}, 137, true},
		{"docker kill, and it heeds the signal", []docker.Event{start, happened("kill", "2"), die}, 0, true},
		{"docker kill", []docker.Event{start, happened("kill", "9"), die}, 137, true},
		{"an end of its own after a signal", []docker.Event{start, happened("kill", "2"), die}, 3, false},
		{"killed for lack of memory", []docker.Event{start, die}, 137, false},
		{"a signal that ends nothing", []docker.Event{start, happened("kill", "1"), die}, 0, false},
		{"started since", []docker.Event{start, happened("kill", "15"), die, stop, start, die}, 0, false},
		{"forgotten", nil, 0, false},
	} {
		var run stops.Run
		for _, e := range test.events {
			run.Note(e)
		}
		if got := run.ByHand(test.code); got != test.want {
			t.Errorf("%s: got %t", test.name, got)
		}
	}
}
