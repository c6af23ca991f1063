package gate

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func passes(context.Context) error { return nil }

func fails(text string) Probe {
	return func(context.Context) error { return errors.New(text) }
}

// passesAfter is a service that becomes ready a while after it was made.
func passesAfter(wait time.Duration) Probe {
	ready := time.Now().Add(wait)
	return func(context.Context) error {
		if time.Now().Before(ready) {
			return errors.New("connection refused")
		}
		return nil
	}
}

func run1(t *testing.T, g Gate) Report {
	t.Helper()
	report, err := g.Run(t.Context())
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	return report
}

func TestCheckResultDataclass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, Gate{Timeout: time.Second, Checks: []Check{
			{Name: "Backend", Probe: fails("connection refused"), Passed: "healthy", Failed: "health check failed"},
		}})
		result := report.Checks[0]
		want := Result{
			Name: "Backend", Status: Failed, Message: "health check failed", Details: []string{"connection refused"},
			Err: result.Err, Attempts: result.Attempts, Duration: time.Second,
		}
		if !reflect.DeepEqual(result, want) || result.Err == nil || result.Attempts < 2 {
			t.Errorf("got %+v, want %+v with an error and attempts", result, want)
		}
	})
}

func TestGateResultPassedWhenAllPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, Gate{Checks: []Check{
			{Name: "Database", Probe: passes, Passed: "ready"},
			{Name: "Backend", Probe: passesAfter(3 * time.Second), Passed: "healthy"},
		}})
		if !report.Passed || report.Checks[0].Message != "ready" || report.Checks[1].Message != "healthy" {
			t.Errorf("got %+v, want both passed", report)
		}
	})
}

func TestGateResultFailedWhenAnyFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, Gate{Timeout: 2 * time.Second, Checks: []Check{
			{Name: "Database", Probe: passes},
			{Name: "Backend", Probe: fails("503")},
		}})
		if report.Passed || report.Checks[0].Status != Passed || report.Checks[1].Status != Failed {
			t.Errorf("got %+v, want Backend alone failed", report)
		}
	})
}

func TestSkippedChecksDontFailGate(t *testing.T) {
	skip := Result{Name: "Workers", Status: Skipped}
	if !newReport([]Result{{Name: "Backend", Status: Passed}, skip}).Passed {
		t.Error("a skipped check failed the gate")
	}
	if newReport([]Result{{Name: "Backend", Status: Failed}, skip}).Passed {
		t.Error("a skipped check hid a failed one")
	}
}

func TestSkippedWithWhatItNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := false
		report := run1(t, Gate{Timeout: time.Second, Checks: []Check{
			{Name: "Backend", Probe: fails("refused")},
			{
				Name: "Workers", Needs: []string{"Backend"}, Skipped: "expected 4 workers, not checked",
				Probe: func(context.Context) error { asked = true; return nil },
			},
		}})
		workers := report.Checks[1]
		if asked || workers.Status != Skipped || workers.Message != "skipped (backend not ready)" ||
			!slices.Equal(workers.Details, []string{"expected 4 workers, not checked"}) {
			t.Errorf("got %+v, asked %v", workers, asked)
		}
	})
}

// Under the race detector: Database is still to write its result while Workers
// reads that of Backend.
func TestOnlyNeededResultsAreRead(t *testing.T) {
	report := run1(t, Gate{Timeout: 200 * time.Millisecond, Checks: []Check{
		{Name: "Database", Probe: fails("refused")},
		{Name: "Backend", Probe: passes},
		{Name: "Workers", Probe: passes, Needs: []string{"Backend"}},
	}})
	if report.Checks[0].Status != Failed || report.Checks[2].Status != Passed {
		t.Errorf("got %+v", report)
	}
}

func TestChecksRunInParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait := 10 * time.Second
		report := run1(t, Gate{Checks: []Check{
			{Name: "Database", Probe: passesAfter(wait)},
			{Name: "Backend", Probe: passesAfter(wait)},
			{Name: "Observability", Probe: passesAfter(wait)},
		}})
		if !report.Passed || report.Duration > wait+wait/50 {
			t.Errorf("passed %v after %s, want about %s", report.Passed, report.Duration, wait)
		}
	})
}

func TestGateTimeoutRespected(t *testing.T) {
	hangs := func(release chan struct{}) Probe {
		return func(context.Context) error { <-release; return errors.New("released") }
	}
	for _, timeout := range []time.Duration{50 * time.Millisecond, 3 * time.Second, 2 * time.Minute} {
		t.Run(timeout.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				defer close(release)
				report := run1(t, Gate{Timeout: timeout, Checks: []Check{
					{Name: "Refused", Probe: fails("connection refused")},
					{Name: "Deaf", Probe: hangs(release)}, // heeds no context
				}})
				if over := report.Duration - timeout; report.Passed || over < 0 || over > 100*time.Millisecond {
					t.Errorf("passed %v, %s over the deadline", report.Passed, over)
				}
			})
		})
	}
}

func TestLastErrorIsNeverLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		probe := func(ctx context.Context) error {
			if attempts++; attempts < 4 {
				return fmt.Errorf("attempt %d: connection refused", attempts)
			}
			<-ctx.Done() // the deadline comes while this one is waiting
			return ctx.Err()
		}
		report := run1(t, Gate{Timeout: time.Second, Checks: []Check{{Name: "Backend", Probe: probe}}})
		if want := []string{"attempt 3: connection refused"}; !slices.Equal(report.Checks[0].Details, want) {
			t.Errorf("got %q, want %q", report.Checks[0].Details, want)
		}
	})
}

func TestOneProbeThatHangsDoesNotHoldUpTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		probe := func(ctx context.Context) error {
			if attempts++; attempts == 1 {
				<-ctx.Done()
				return context.Cause(ctx)
			}
			return nil
		}
		var first error
		g := Gate{Checks: []Check{{Name: "Backend", Probe: probe, Timeout: 2 * time.Second}}, Notify: func(e Event) {
			if first == nil {
				first = e.Err
			}
		}}
		report := run1(t, g)
		if !report.Passed || report.Duration > 3*time.Second || first == nil || first.Error() != "no answer within 2s" {
			t.Errorf("passed %v after %s, first error %v", report.Passed, report.Duration, first)
		}
	})
}

func TestDetailsAreOneLineEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		probe := func(context.Context) error {
			return errors.Join(errors.New("jaeger is away"), errors.New("grafana is away"))
		}
		report := run1(t, Gate{Timeout: time.Second, Checks: []Check{{Name: "Observability", Probe: probe}}})
		if want := []string{"jaeger is away", "grafana is away"}; !slices.Equal(report.Checks[0].Details, want) {
			t.Errorf("got %q", report.Checks[0].Details)
		}
	})
}

func TestPassedOnlyWhenAllPassTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		flaps := func(context.Context) error { // ready at first, away from 1 s to 8 s
			if at := time.Since(start); at > time.Second && at < 8*time.Second {
				return errors.New("connection refused")
			}
			return nil
		}
		report := run1(t, Gate{Checks: []Check{
			{Name: "Backend", Probe: flaps},
			{Name: "Workers", Probe: passesAfter(5 * time.Second), Needs: []string{"Backend"}},
		}})
		if !report.Passed || report.Duration < 8*time.Second {
			t.Errorf("passed %v after %s, while Backend was away until 8s", report.Passed, report.Duration)
		}
	})
}

func TestPassedOnlyWhenSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		replaced := false
		settle := func(ctx context.Context) error {
			time.Sleep(4 * time.Second)
			replaced = true
			return nil
		}
		asked := 0
		probe := func(context.Context) error { // the one that answers now will be replaced
			if replaced {
				asked++
			}
			return nil
		}
		report := run1(t, Gate{Settle: settle, Checks: []Check{{Name: "Backend", Probe: probe}}})
		if !report.Passed || report.Duration < 4*time.Second || asked != 1 {
			t.Errorf("passed %v after %s, asked %d times since", report.Passed, report.Duration, asked)
		}
	})
}

func TestUnsettledIsNotPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		settle := func(ctx context.Context) error { <-ctx.Done(); return errors.New("compose has not finished") }
		report := run1(t, Gate{Timeout: time.Second, Settle: settle, Checks: []Check{{Name: "Backend", Probe: passes}}})
		if report.Passed || report.Unsettled == nil || report.Duration != time.Second {
			t.Errorf("got %+v", report)
		}
	})
}

func TestUnconfirmedIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rounds := 0
		settle := func(context.Context) error {
			if rounds++; rounds < 5 {
				return errors.New("a container is restarting")
			}
			return nil
		}
		report := run1(t, Gate{Confirm: settle, Checks: []Check{{Name: "Backend", Probe: passes}}})
		if !report.Passed || report.Unsettled != nil || rounds != 5 || report.Duration < 4*minPause {
			t.Errorf("got %+v after %d rounds", report, rounds)
		}
	})
}

func TestHopelessCheckFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("container backend exited with code 3")
		die := func(after time.Duration) func(context.Context) context.Context {
			return func(ctx context.Context) context.Context {
				ctx, cancel := context.WithCancelCause(ctx)
				time.AfterFunc(after, func() { cancel(cause) })
				return ctx
			}
		}
		report := run1(t, Gate{Checks: []Check{
			{Name: "Backend", Probe: fails("connection refused"), Context: die(5 * time.Second)},
			{Name: "Workers", Probe: passes, Needs: []string{"Backend"}},
			{Name: "Database", Probe: passesAfter(6 * time.Second)},
		}})
		backend := report.Checks[0]
		if report.Passed || backend.Unrecoverable != cause || backend.Err == nil || backend.Err.Error() != "connection refused" {
			t.Errorf("got %+v", backend)
		}
		if backend.Duration != 5*time.Second || report.Checks[1].Status != Skipped {
			t.Errorf("failed after %s, Workers %s", backend.Duration, report.Checks[1].Status)
		}
		// The others have their say, and then nothing is left to wait for.
		if report.Checks[2].Status != Passed || report.Duration > 7*time.Second {
			t.Errorf("the gate ended after %s, Database %s", report.Duration, report.Checks[2].Status)
		}
	})
}

func TestDeadlineIsNotHopeless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, Gate{Timeout: time.Second, Checks: []Check{{Name: "Backend", Probe: fails("refused")}}})
		if report.Checks[0].Unrecoverable != nil {
			t.Errorf("got %v", report.Checks[0].Unrecoverable)
		}
	})
}

func TestCancelledContextEndsTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("the user has had enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(3*time.Second, func() { cancel(cause) })
		report, err := Gate{Checks: []Check{{Name: "Backend", Probe: fails("refused")}}}.Run(ctx)
		if !errors.Is(err, cause) || report.Passed || report.Duration > 3*time.Second+100*time.Millisecond {
			t.Errorf("got %v after %s, want %v", err, report.Duration, cause)
		}
		if want := []string{"refused"}; !slices.Equal(report.Checks[0].Details, want) {
			t.Errorf("got %q, want %q", report.Checks[0].Details, want)
		}
	})
}

func TestNeedsPointBackwards(t *testing.T) {
	for name, checks := range map[string][]Check{
		"unknown": {{Name: "Workers", Needs: []string{"Backend"}}},
		"forward": {{Name: "Workers", Needs: []string{"Backend"}}, {Name: "Backend"}},
		"itself":  {{Name: "Workers", Needs: []string{"Workers"}}},
		"twice":   {{Name: "Workers"}, {Name: "Workers"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := (Gate{Checks: checks}).Run(t.Context()); err == nil {
				t.Error("the gate ran")
			}
		})
	}
}

func TestEventsTellTheStory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []Event
		run1(t, Gate{
			Checks: []Check{{Name: "Backend", Probe: passesAfter(50 * time.Millisecond)}},
			Notify: func(e Event) { events = append(events, e) },
		})
		last := events[len(events)-1]
		if len(events) < 3 || events[0].Status != Waiting || events[0].Err == nil || last.Status != Passed || last.Err != nil {
			t.Errorf("got %+v", events)
		}
		for i, e := range events[:len(events)-1] {
			if e.Attempts != i+1 {
				t.Errorf("event %d is of attempt %d", i, e.Attempts)
			}
		}
	})
}

// The deadline may fall into a round that has asked for a moment only.
func TestRoundThatWasCutShortTellsNothing(t *testing.T) {
	for _, probe := range []time.Duration{0, 7 * time.Millisecond, 300 * time.Millisecond} {
		for _, settle := range []time.Duration{0, 5 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				taking := func(took time.Duration) func(context.Context) error {
					return func(ctx context.Context) error {
						select {
						case <-time.After(took):
							return nil
						case <-ctx.Done():
							return context.Cause(ctx)
						}
					}
				}
				report := run1(t, Gate{
					Timeout: 1003 * time.Millisecond,
					Checks:  []Check{{Name: "Backend", Probe: taking(probe)}},
					Settle:  taking(settle),
					Confirm: func(context.Context) error { return errors.New("a foreign port") },
				})
				if report.Passed || report.Unsettled == nil || report.Unsettled.Error() != "a foreign port" || report.Checks[0].Status != Passed {
					t.Errorf("probe of %s, settled after %s: got %+v", probe, settle, report)
				}
			})
		}
	}
}

// late is a context whose deadline has passed, and that has not noticed yet.
type late struct{ context.Context }

func (c late) Deadline() (time.Time, bool) { return time.Now(), true }

func TestAConnectionThatTimesOutBeforeItsContextDoesNotReplaceTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		report, err := Gate{Timeout: time.Second, Checks: []Check{{
			Name:    "Database",
			Context: func(ctx context.Context) context.Context { return late{ctx} },
			Probe: func(context.Context) error {
				if attempts++; attempts == 1 {
					return errors.New("database does not exist")
				}
				return errors.New("i/o timeout")
			},
		}}}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := report.Checks[0].Details; !slices.Equal(got, []string{"database does not exist"}) {
			t.Errorf("details %q", got)
		}
	})
}
