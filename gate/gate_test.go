package gate_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

func passes(context.Context) error { return nil }

func fails(text string) gate.Probe {
	return func(context.Context) error { return errors.New(text) }
}

// passesAfter returns a probe that passes once wait is over.
func passesAfter(wait time.Duration) gate.Probe {
	ready := time.Now().Add(wait)
	return func(context.Context) error {
		if time.Now().Before(ready) {
			return errors.New("connection refused")
		}
		return nil
	}
}

// run1 runs the gate, which must not return an error.
func run1(t *testing.T, g gate.Gate) gate.Report {
	t.Helper()
	report, err := g.Run(t.Context())
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	return report
}

func TestAFailedCheckHasItsMessageAndTheLastError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, gate.Gate{Timeout: time.Second, Checks: []gate.Check{
			{Name: "Backend", Probe: fails("connection refused"), Passed: "healthy", Failed: "health check failed"},
		}})
		result := report.Checks[0]
		want := gate.Result{
			Name: "Backend", Status: gate.Failed, Message: "health check failed", Details: []string{"connection refused"},
			Err: result.Err, Attempts: result.Attempts, Duration: time.Second,
		}
		if !reflect.DeepEqual(result, want) || result.Err == nil || result.Attempts < 2 {
			t.Errorf("got %+v, want %+v with an error and attempts", result, want)
		}
	})
}

func TestGatePassesWhenAllChecksPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, gate.Gate{Checks: []gate.Check{
			{Name: "Database", Probe: passes, Passed: "ready"},
			{Name: "Backend", Probe: passesAfter(3 * time.Second), Passed: "healthy"},
		}})
		if !report.Passed || report.Checks[0].Message != "ready" || report.Checks[1].Message != "healthy" {
			t.Errorf("got %+v, want both passed", report)
		}
	})
}

func TestGateFailsWhenOneCheckFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, gate.Gate{Timeout: 2 * time.Second, Checks: []gate.Check{
			{Name: "Database", Probe: passes},
			{Name: "Backend", Probe: fails("503")},
		}})
		if report.Passed || report.Checks[0].Status != gate.Passed || report.Checks[1].Status != gate.Failed {
			t.Errorf("got %+v, want Backend alone failed", report)
		}
	})
}

func TestSkippedWithWhatItNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := false
		report := run1(t, gate.Gate{Timeout: time.Second, Checks: []gate.Check{
			{Name: "Backend", Probe: fails("refused")},
			{
				Name: "Workers", Needs: []string{"Backend"}, Skipped: "expected 4 workers, not checked",
				Probe: func(context.Context) error { asked = true; return nil },
			},
		}})
		workers := report.Checks[1]
		if asked || workers.Status != gate.Skipped || workers.Message != "skipped (backend not ready)" ||
			!slices.Equal(workers.Details, []string{"expected 4 workers, not checked"}) {
			t.Errorf("got %+v, asked %v", workers, asked)
		}
	})
}

// Under the race detector: Database is still to write its result while Workers
// reads that of Backend.
func TestOnlyNeededResultsAreRead(t *testing.T) {
	report := run1(t, gate.Gate{Timeout: 3 * time.Second, Checks: []gate.Check{
		{Name: "Database", Probe: fails("refused")},
		{Name: "Backend", Probe: passes},
		{Name: "Workers", Probe: passes, Needs: []string{"Backend"}},
	}})
	if report.Checks[0].Status != gate.Failed || report.Checks[2].Status != gate.Passed {
		t.Errorf("got %+v", report)
	}
}

func TestChecksRunInParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait := 10 * time.Second
		report := run1(t, gate.Gate{Checks: []gate.Check{
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
	hangs := func(release chan struct{}) gate.Probe {
		return func(context.Context) error { <-release; return errors.New("released") }
	}
	for _, timeout := range []time.Duration{50 * time.Millisecond, 3 * time.Second, 2 * time.Minute} {
		t.Run(timeout.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				defer close(release)
				report := run1(t, gate.Gate{Timeout: timeout, Checks: []gate.Check{
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
		report := run1(t, gate.Gate{Timeout: time.Second, Checks: []gate.Check{{Name: "Backend", Probe: probe}}})
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
		g := gate.Gate{Checks: []gate.Check{{Name: "Backend", Probe: probe, Timeout: 2 * time.Second}}, Notify: func(e gate.Event) {
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
		report := run1(t, gate.Gate{Timeout: time.Second, Checks: []gate.Check{{Name: "Observability", Probe: probe}}})
		if want := []string{"jaeger is away", "grafana is away"}; !slices.Equal(report.Checks[0].Details, want) {
			t.Errorf("got %q", report.Checks[0].Details)
		}
	})
}

func TestUnrecoverableCheckFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("container backend exited with code 3")
		die := func(after time.Duration) func(context.Context) context.Context {
			return func(ctx context.Context) context.Context {
				ctx, cancel := context.WithCancelCause(ctx)
				time.AfterFunc(after, func() { cancel(cause) })
				return ctx
			}
		}
		report := run1(t, gate.Gate{Checks: []gate.Check{
			{Name: "Backend", Probe: fails("connection refused"), Context: die(5 * time.Second)},
			{Name: "Workers", Probe: passes, Needs: []string{"Backend"}},
			{Name: "Database", Probe: passesAfter(5*time.Second + 50*time.Millisecond)},
			{Name: "Jaeger", Probe: passesAfter(6 * time.Second)},
		}})
		backend := report.Checks[0]
		if report.Passed || backend.Unrecoverable != cause || backend.Err == nil || backend.Err.Error() != "connection refused" {
			t.Errorf("got %+v", backend)
		}
		if backend.Duration != 5*time.Second || report.Checks[1].Status != gate.Skipped {
			t.Errorf("failed after %s, Workers %s", backend.Duration, report.Checks[1].Status)
		}
		// The others have a last word.
		database, jaeger := report.Checks[2], report.Checks[3]
		if database.Status != gate.Passed || jaeger.Status != gate.Skipped || jaeger.Message != "skipped (not ready when the gate failed)" {
			t.Errorf("Database %s, Jaeger %+v", database.Status, jaeger)
		}
		if report.Duration > 5200*time.Millisecond {
			t.Errorf("the gate ended after %s", report.Duration)
		}
	})
}

func TestDeadlineIsNotUnrecoverable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, gate.Gate{Timeout: time.Second, Checks: []gate.Check{{Name: "Backend", Probe: fails("refused")}}})
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
		report, err := gate.Gate{Checks: []gate.Check{{Name: "Backend", Probe: fails("refused")}}}.Run(ctx)
		if !errors.Is(err, cause) || report.Passed || report.Duration > 3*time.Second+100*time.Millisecond {
			t.Errorf("got %v after %s, want %v", err, report.Duration, cause)
		}
		if want := []string{"refused"}; !slices.Equal(report.Checks[0].Details, want) {
			t.Errorf("got %q, want %q", report.Checks[0].Details, want)
		}
	})
}

func TestInvalidChecksAreAnError(t *testing.T) {
	check := func(name string, needs ...string) gate.Check {
		return gate.Check{Name: name, Needs: needs, Probe: passes}
	}
	for name, checks := range map[string][]gate.Check{
		"unknown need":        {check("Workers", "Backend")},
		"need comes later":    {check("Workers", "Backend"), check("Backend")},
		"needs itself":        {check("Workers", "Workers")},
		"two of one name":     {check("Workers"), check("Workers")},
		"check without probe": {{Name: "Workers"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := (gate.Gate{Checks: checks}).Run(t.Context()); err == nil {
				t.Error("the gate ran")
			}
		})
	}
}

func TestEventsReportEachAttemptAndTheVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []gate.Event
		run1(t, gate.Gate{
			Checks: []gate.Check{{Name: "Backend", Probe: passesAfter(50 * time.Millisecond)}},
			Notify: func(e gate.Event) { events = append(events, e) },
		})
		last := events[len(events)-1]
		if len(events) < 3 || events[0].Status != gate.Waiting || events[0].Err == nil || last.Status != gate.Passed || last.Err != nil {
			t.Errorf("got %+v", events)
		}
		for i, e := range events[:len(events)-1] {
			if e.Attempts != i+1 {
				t.Errorf("event %d is of attempt %d", i, e.Attempts)
			}
		}
	})
}

// late is a context whose deadline has passed while its Err is still nil.
type late struct{ context.Context }

func (c late) Deadline() (time.Time, bool) { return time.Now(), true }

func TestAConnectionThatTimesOutBeforeItsContextDoesNotReplaceTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		report, err := gate.Gate{Timeout: time.Second, Checks: []gate.Check{{
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
