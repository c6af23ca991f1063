package gate_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

func TestPassedOnlyWhenAllPassTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		flaps := func(context.Context) error { // ready at first, away from 1 s to 8 s
			if at := time.Since(start); at > time.Second && at < 8*time.Second {
				return errors.New("connection refused")
			}
			return nil
		}
		report := run1(t, gate.Gate{Checks: []gate.Check{
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
		report := run1(t, gate.Gate{Settle: settle, Checks: []gate.Check{{Name: "Backend", Probe: probe}}})
		if !report.Passed || report.Duration < 4*time.Second || asked != 1 {
			t.Errorf("passed %v after %s, asked %d times since", report.Passed, report.Duration, asked)
		}
	})
}

func TestConfirmedAfterTheLastRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, before := 0, 0
		probe := func(context.Context) error { time.Sleep(time.Second); asked++; return nil }
		confirm := func(context.Context) error { before = asked; return nil }
		report := run1(t, gate.Gate{Confirm: confirm, Checks: []gate.Check{{Name: "Backend", Probe: probe}}})
		if !report.Passed || before != 2 {
			t.Errorf("passed %v, confirmed after %d of 2 probes", report.Passed, before)
		}
	})
}

func TestACheckThatIsGivenUpInTheLastRoundSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("container cache exited with code 2")
		given, giveUp := context.WithCancelCause(t.Context())
		report := run1(t, gate.Gate{
			Checks:  []gate.Check{{Name: "Backend", Probe: passes, Context: func(context.Context) context.Context { return given }}},
			Settle:  func(context.Context) error { giveUp(cause); return nil },
			Confirm: func(context.Context) error { return gate.ErrFinal },
		})
		if backend := report.Checks[0]; backend.Status != gate.Failed || backend.Unrecoverable != cause {
			t.Errorf("got %+v", backend)
		}
	})
}

func TestUnsettledIsNotPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		settle := func(ctx context.Context) error { <-ctx.Done(); return errors.New("compose has not finished") }
		report := run1(t, gate.Gate{Timeout: time.Second, Settle: settle, Checks: []gate.Check{{Name: "Backend", Probe: passes}}})
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
		report := run1(t, gate.Gate{Confirm: settle, Checks: []gate.Check{{Name: "Backend", Probe: passes}}})
		if !report.Passed || report.Unsettled != nil || rounds != 5 || report.Duration < 80*time.Millisecond {
			t.Errorf("got %+v after %d rounds", report, rounds)
		}
	})
}

// The deadline may fall into a round that has asked for a moment only.
func TestTheReportOfARoundThatTheDeadlineCutShortIsNotUsed(t *testing.T) {
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
				report := run1(t, gate.Gate{
					Timeout: 1003 * time.Millisecond,
					Checks:  []gate.Check{{Name: "Backend", Probe: taking(probe)}},
					Settle:  taking(settle),
					Confirm: func(context.Context) error { return errors.New("a foreign port") },
				})
				if report.Passed || report.Unsettled == nil || report.Unsettled.Error() != "a foreign port" || report.Checks[0].Status != gate.Passed {
					t.Errorf("probe of %s, settled after %s: got %+v", probe, settle, report)
				}
			})
		}
	}
}

func TestGuardCutsTheGateShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := errors.New("container cache exited with code 2")
		report := run1(t, gate.Gate{
			Guard: func(ctx context.Context) error { time.Sleep(2 * time.Second); return lost },
			Checks: []gate.Check{
				{Name: "Backend", Probe: passes},
				{Name: "Jaeger", Probe: fails("connection refused")},
			},
		})
		if report.Passed || report.Unsettled != lost || report.Duration > 2200*time.Millisecond {
			t.Errorf("got %+v", report)
		}
		if report.Checks[0].Status != gate.Passed || report.Checks[1].Status != gate.Skipped {
			t.Errorf("Backend %s, Jaeger %s", report.Checks[0].Status, report.Checks[1].Status)
		}
	})
}

func TestACheckThatIsGivenUpWhileTheServicesSettleEndsTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("container backend exited with code 2")
		given, giveUp := context.WithCancelCause(t.Context())
		report := run1(t, gate.Gate{
			Checks: []gate.Check{{Name: "Backend", Probe: passes, Context: func(context.Context) context.Context { return given }}},
			Settle: func(ctx context.Context) error {
				giveUp(cause)
				<-ctx.Done()
				return errors.New("compose has not finished")
			},
		})
		if backend := report.Checks[0]; backend.Unrecoverable != cause || report.Unsettled != nil || report.Duration > time.Second {
			t.Errorf("got %+v", report)
		}
	})
}

func TestAReadyServiceAnswersBesideOneThatWasDeadBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		given, giveUp := context.WithCancelCause(t.Context())
		giveUp(errors.New("container cache exited with code 2"))
		report := run1(t, gate.Gate{Checks: []gate.Check{
			{Name: "Cache", Probe: fails("connection refused"), Context: func(context.Context) context.Context { return given }},
			{Name: "Backend", Probe: func(context.Context) error { time.Sleep(300 * time.Millisecond); return nil }},
			{Name: "Jaeger", Probe: fails("connection refused")},
		}})
		if report.Checks[1].Status != gate.Passed || report.Checks[2].Status != gate.Skipped || report.Duration > time.Second {
			t.Errorf("got %+v", report)
		}
	})
}

// The end of the check that is given up cuts the check that it needs short.
func TestACheckThatIsGivenUpBeforeWhatItNeedsIsBlamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("container web was never started")
		given, giveUp := context.WithCancelCause(t.Context())
		giveUp(cause)
		report := run1(t, gate.Gate{Checks: []gate.Check{
			{Name: "Job", Probe: fails("it has not ended")},
			{Name: "Web", Needs: []string{"Job"}, Probe: passes, Context: func(context.Context) context.Context { return given }},
			{Name: "Workers", Needs: []string{"Web"}, Probe: passes},
		}})
		job, web, workers := report.Checks[0], report.Checks[1], report.Checks[2]
		if report.Passed || job.Status != gate.Skipped || web.Status != gate.Failed || web.Unrecoverable != cause || workers.Status != gate.Skipped {
			t.Errorf("got %+v", report)
		}
	})
}

// A check has passed, another one fails in the last round and is given up while both are
// asked anew.
func TestACheckThatHadPassedIsNotCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		slow := func(ctx context.Context) error {
			if asked++; asked < 3 {
				return nil
			}
			<-ctx.Done()
			return context.Cause(ctx)
		}
		died := errors.New("container worker exited")
		workers := 0
		report := run1(t, gate.Gate{Checks: []gate.Check{
			{Name: "Web", Probe: slow, Passed: "ready"},
			{Name: "Worker", Probe: func(context.Context) error {
				if workers++; workers > 1 {
					return errors.New("gone")
				}
				return nil
			}, Context: func(ctx context.Context) context.Context {
				ctx, cancel := context.WithCancelCause(ctx)
				time.AfterFunc(time.Second, func() { cancel(died) })
				return ctx
			}},
		}})
		web, worker := report.Checks[0], report.Checks[1]
		if report.Passed || web.Status != gate.Passed || web.Message != "ready" || worker.Status != gate.Failed || worker.Unrecoverable != died {
			t.Errorf("got %+v", report)
		}
	})
}
