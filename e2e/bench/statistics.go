package main

import (
	"slices"
	"time"
)

// percentile is the p-th by nearest rank: the smallest of the values that at
// least p percent of them do not exceed. Of ten values the 95th is the largest,
// and the 50th the fifth. It is 0 where there are no values.
func percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	rank := (p*len(values) + 99) / 100
	return slices.Sorted(slices.Values(values))[max(rank, 1)-1]
}

// allowance is how late a verdict may be after a wait: 25 ms, and 2 % of it.
func allowance(wait time.Duration) time.Duration {
	return 25*time.Millisecond + wait/50
}
