package main

import (
	"slices"
	"time"
)

// percentile returns the p-th percentile by nearest rank: the smallest value that at
// least p percent of the values do not exceed. Of ten values, the 95th percentile is the
// largest and the 50th is the fifth. Without values it is 0.
func percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	rank := (p*len(values) + 99) / 100
	return slices.Sorted(slices.Values(values))[max(rank, 1)-1]
}

// allowance returns how late a verdict may be after a wait: 25 ms, and 2 % of the wait.
func allowance(wait time.Duration) time.Duration {
	return 25*time.Millisecond + wait/50
}
