package gate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status is how far a check has come.
type Status string

// A check waits until it has one of the three verdicts.
const (
	Waiting Status = "waiting"
	Passed  Status = "passed"
	Failed  Status = "failed"
	Skipped Status = "skipped" // a check that it needs did not pass
)

// Result is the verdict on one check.
type Result struct {
	Name          string
	Status        Status
	Message       string   // in a person's words, such as "health check failed"
	Details       []string // why, one line each
	Err           error    // the last probe's error, nil unless Failed
	Unrecoverable error    // why it was given up before the deadline, if it was
	Duration      time.Duration
	Attempts      int
}

// Report is the outcome of a [Gate].
type Report struct {
	Passed   bool
	Duration time.Duration
	Checks   []Result // in the order of [Gate.Checks]
	// Unsettled is why a gate whose checks had all passed did not: the error
	// of [Gate.Settle] or [Gate.Confirm].
	Unsettled error
}

// newReport passes when no check has failed. A skipped check decides nothing:
// the one that it needed has failed already.
func newReport(results []Result) Report {
	failed := func(r Result) bool { return r.Status == Failed }
	return Report{Passed: !slices.ContainsFunc(results, failed), Checks: results}
}

func verdict(c Check, took time.Duration, attempts int, err error) Result {
	result := Result{Name: c.Name, Status: Passed, Message: c.Passed, Err: err, Duration: took, Attempts: attempts}
	if err != nil {
		result.Status, result.Message = Failed, c.Failed
		result.Details = strings.Split(err.Error(), "\n") // of joined errors, one line each
	}
	return result
}

func skipped(c Check, need string) Result {
	result := Result{
		Name:    c.Name,
		Status:  Skipped,
		Message: fmt.Sprintf("skipped (%s not ready)", strings.ToLower(need)),
	}
	if c.Skipped != "" {
		result.Details = []string{c.Skipped}
	}
	return result
}
