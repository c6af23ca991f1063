package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status says whether a check has a verdict, and which.
type Status string

// A check is waiting until it has one of the three verdicts.
const (
	Waiting Status = "waiting"
	Passed  Status = "passed"
	Failed  Status = "failed"
	Skipped Status = "skipped" // a check that it needs did not pass, or the gate failed first
)

// Result is the verdict on one check.
type Result struct {
	Name          string
	Status        Status
	Message       string   // such as "health check failed"
	Details       []string // why, one line each
	Err           error    // the last probe's error, nil unless Failed
	Unrecoverable error    // why the check failed before the deadline: the cause given to its Context
	Duration      time.Duration
	Attempts      int
}

// Report is the outcome of a [Gate].
type Report struct {
	Passed   bool
	Duration time.Duration
	Checks   []Result // in the order of [Gate.Checks]
	// Unsettled is the error of [Gate.Settle] or [Gate.Confirm]. It fails a gate
	// whose checks have all passed.
	Unsettled error
}

// newReport returns a report that is passed if no check has failed. A skipped check
// does not count: the check that it needed has failed already.
func newReport(results []Result) Report {
	failed := func(r Result) bool { return r.Status == Failed }
	return Report{Passed: !slices.ContainsFunc(results, failed), Checks: results}
}

// verdict returns the result of a check that was tried.
func verdict(c Check, took time.Duration, attempts int, err error) Result {
	result := Result{Name: c.Name, Status: Passed, Message: c.Passed, Err: err, Duration: took, Attempts: attempts}
	if err != nil {
		result.Status, result.Message = Failed, c.Failed
		result.Details = strings.Split(err.Error(), "\n") // of joined errors, one line each
	} else if c.PassedAs != nil {
		result.Message = cmp.Or(c.PassedAs(), c.Passed)
	}
	return result
}

// skipped returns the result of a check whose need did not pass.
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
