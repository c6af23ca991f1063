package report

// Timings summarises how long the last starts of an instance took. Cold starts started
// every service; warm ones found all of them running.
type Timings struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string      `json:"instance,omitempty"`
	Slot     *int        `json:"slot,omitempty"`
	Starts   int         `json:"starts"` // starts on record
	Passed   int         `json:"passed"`
	Cold     KindTimings `json:"cold"`
	Warm     KindTimings `json:"warm"`
}

// NewTimings returns Timings without starts.
func NewTimings() *Timings {
	return &Timings{Cold: KindTimings{Checks: []CheckTiming{}}, Warm: KindTimings{Checks: []CheckTiming{}}}
}

// KindTimings summarises the starts of one kind that passed.
type KindTimings struct {
	Starts int           `json:"starts"`
	Total  *Timing       `json:"total,omitempty"` // missing without starts
	Checks []CheckTiming `json:"checks"`
}

// CheckTiming summarises how long after the start one check passed.
type CheckTiming struct {
	Name string `json:"name"`
	Timing
}

// Timing summarises a duration over several starts.
type Timing struct {
	Starts int     `json:"starts"`
	Median float64 `json:"median_seconds"`
	P95    float64 `json:"p95_seconds"` // 95 of 100 starts took no longer
	Last   float64 `json:"last_seconds"`
}
