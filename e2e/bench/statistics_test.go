package main

import (
	"testing"
	"time"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	upTo := func(n int) []time.Duration {
		var values []time.Duration
		for i := n; i > 0; i-- { // the order must not matter
			values = append(values, time.Duration(i))
		}
		return values
	}
	tests := []struct {
		name   string
		values []time.Duration
		p      int
		want   time.Duration
	}{
		{"of none", nil, 95, 0},
		{"of one", upTo(1), 50, 1},
		{"the 95th of ten is the largest", upTo(10), 95, 10},
		{"the 95th of nineteen is the largest", upTo(19), 95, 19},
		{"the 95th of twenty leaves one out", upTo(20), 95, 19},
		{"the 95th of a hundred leaves five out", upTo(100), 95, 95},
		{"the median of ten is the fifth", upTo(10), 50, 5},
		{"the median of eleven is the sixth", upTo(11), 50, 6},
		{"the 100th is the largest", upTo(7), 100, 7},
		{"the least is the smallest", upTo(7), 0, 1},
		{"negative values come first", []time.Duration{3, -2}, 50, -2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := percentile(tt.values, tt.p); got != tt.want {
				t.Errorf("percentile(%v, %d) = %d, want %d", tt.values, tt.p, got, tt.want)
			}
		})
	}
}

func TestPercentileLeavesTheOrder(t *testing.T) {
	values := []time.Duration{3, 1, 2}
	percentile(values, 50)
	if values[0] != 3 || values[1] != 1 || values[2] != 2 {
		t.Errorf("values are now %v", values)
	}
}

func TestAllowance(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{
		0:                25 * time.Millisecond,
		time.Second:      45 * time.Millisecond,
		10 * time.Second: 225 * time.Millisecond,
	} {
		if got := allowance(wait); got != want {
			t.Errorf("allowance(%s) = %s, want %s", wait, got, want)
		}
	}
}
