package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEndOfAContainer(t *testing.T) {
	died := time.Date(2026, 7, 1, 12, 30, 15, 123456789, time.UTC)
	tests := []struct {
		text string
		want end
		err  bool
	}{
		{text: "0 2026-07-01T12:30:15.123456789Z", want: end{0, died}},
		{text: "4 2026-07-01T14:30:15.123456789+02:00", want: end{4, died}},
		{text: "", err: true},
		{text: "0", err: true},
		{text: "many 2026-07-01T12:30:15Z", err: true},
		{text: "0 yesterday", err: true},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseEnd(tt.text)
			if (err != nil) != tt.err || got.restarts != tt.want.restarts || !got.at.Equal(tt.want.at) {
				t.Errorf("parseEnd() = %v, %v", got, err)
			}
		})
	}
}

func TestOnlyTheDeathThatCountsIsMeasured(t *testing.T) {
	verdict := time.Now()
	before := verdict.Add(-100 * time.Millisecond)
	tests := []struct {
		name  string
		needs int
		found end
		err   string // "" for none
	}{
		{"the only one", 0, end{0, before}, ""},
		{"the fourth", 4, end{4, before}, ""},
		{"one after the verdict", 0, end{0, verdict.Add(time.Millisecond)}, "before the death"},
		{"the third of four", 4, end{3, before}, "before the death"},
		{"the fifth of four", 4, end{5, before}, "so late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			late, err := death{restarts: tt.needs}.late(tt.found, verdict)
			if tt.err == "" && (err != nil || late != 100*time.Millisecond) {
				t.Errorf("late() = %s, %v", late, err)
			}
			if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("late() = %s, %v, want %q", late, err, tt.err)
			}
		})
	}
}

func TestBoundOfDeaths(t *testing.T) {
	good := slices.Repeat([]time.Duration{exitBound}, 19)
	tests := []struct {
		name string
		late []time.Duration
		want bool
	}{
		{"all in time", good, true},
		{"one of ten too late", append(good[:9:9], exitBound+1), false},
		{"one of twenty too late", append(good[:19:19], time.Minute), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tooLate(tt.late); (err == nil) != tt.want {
				t.Errorf("tooLate() = %v", err)
			}
		})
	}
}
