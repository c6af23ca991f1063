package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/observer"
)

// started returns a start whose stack was ready after wait. The verdict came later, by
// late.
func started(wait, late time.Duration, early ...error) start {
	began := time.Now()
	return start{
		began:   began,
		verdict: began.Add(wait + late),
		early:   early,
		sightings: []observer.Sighting{
			{Condition: "Database", Ready: began.Add(wait / 2)},
			{Condition: "Workers", Ready: began.Add(wait)},
			{Condition: "Jaeger", Ready: began.Add(wait / 3)},
		},
	}
}

func TestTheLastConditionDecides(t *testing.T) {
	s := started(6*time.Second, 20*time.Millisecond)
	if s.last().Condition != "Workers" || s.wait() != 6*time.Second || s.late() != 20*time.Millisecond {
		t.Errorf("%s was last, wait %s, late %s", s.last().Condition, s.wait(), s.late())
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
		seen  observer.Sighting
		after error
		want  int
	}{
		{"the last failure was before", observer.Sighting{Failed: verdict.Add(-time.Millisecond), Err: refused}, nil, 0},
		{"none failed", observer.Sighting{}, nil, 0},
		{"the observer's failed after", observer.Sighting{Failed: verdict.Add(time.Millisecond), Err: refused}, nil, 1},
		{"the last one failed", observer.Sighting{}, refused, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tooEarly(verdict, tt.seen, tt.after); len(got) != tt.want {
				t.Errorf("tooEarly() = %v, want %d", got, tt.want)
			}
		})
	}
}
