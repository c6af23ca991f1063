package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// started is a start whose stack was ready after wait, and whose verdict came
// late after that.
func started(wait, late time.Duration, early ...error) start {
	began := time.Now()
	return start{
		began:   began,
		verdict: began.Add(wait + late),
		early:   early,
		sightings: []sighting{
			{condition: "Database", ready: began.Add(wait / 2)},
			{condition: "Workers", ready: began.Add(wait)},
			{condition: "Jaeger", ready: began.Add(wait / 3)},
		},
	}
}

func TestTheLastConditionDecides(t *testing.T) {
	s := started(6*time.Second, 20*time.Millisecond)
	if s.last().condition != "Workers" || s.wait() != 6*time.Second || s.late() != 20*time.Millisecond {
		t.Errorf("%s was last, wait %s, late %s", s.last().condition, s.wait(), s.late())
	}
}

func TestBounds(t *testing.T) {
	const wait, bound = 5 * time.Second, 125 * time.Millisecond
	good := slices.Repeat([]start{started(wait, 20*time.Millisecond)}, 19)
	tests := []struct {
		name   string
		starts []start
		want   string // in the error; empty for none
	}{
		{"all in time", good, ""},
		{"exactly at the bound", []start{started(wait, bound)}, ""},
		{"before the observer, and true", []start{started(wait, -time.Millisecond)}, ""},
		{"too late", []start{started(wait, bound+time.Millisecond)}, "1.0 ms later than its bound"},
		{"one of twenty too late", append(slices.Clone(good), started(wait, time.Second)), ""},
		{"two of twenty too late", append(slices.Clone(good[:18]), started(wait, time.Second), started(wait, time.Second)), "875.0 ms later than its bound"},
		{"a longer wait allows more", []start{started(2*wait, bound+time.Millisecond)}, ""},
		{"one of twenty early", append(slices.Clone(good), started(wait, 0, errors.New("refused"))), "start 20: the verdict was early: refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := broken(tt.starts)
			if tt.want == "" && err != nil {
				t.Errorf("broken() = %v", err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("broken() = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestOnlyProbesBegunAfterTheVerdictBelieIt(t *testing.T) {
	verdict := time.Now()
	refused := errors.New("refused")
	tests := []struct {
		name  string
		seen  sighting
		after error
		want  int
	}{
		{"the last failure was before", sighting{failed: verdict.Add(-time.Millisecond), err: refused}, nil, 0},
		{"none failed", sighting{}, nil, 0},
		{"the observer's failed after", sighting{failed: verdict.Add(time.Millisecond), err: refused}, nil, 1},
		{"the last one failed", sighting{}, refused, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tooEarly(verdict, tt.seen, tt.after); len(got) != tt.want {
				t.Errorf("tooEarly() = %v, want %d", got, tt.want)
			}
		})
	}
}
