package observer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errNotYet = errors.New("not yet")

// holds returns a condition whose attempts take a millisecond, and succeed if they
// begin within one of the spans: from, to, from, to, ...
func holds(spans ...time.Duration) Condition {
	began := time.Now()
	return Condition{"Service", func(context.Context) error {
		at := time.Since(began)
		time.Sleep(time.Millisecond)
		for i := 0; i < len(spans); i += 2 {
			if spans[i] <= at && at < spans[i+1] {
				return nil
			}
		}
		return errNotYet
	}}
}

func TestReadyIsTheEndOfTheFirstSuccessThatLasts(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name         string
		spans        []time.Duration
		ready, blind time.Duration
	}{
		{"at once", []time.Duration{0, time.Hour}, 1 * ms, 1 * ms},
		{"between two attempts", []time.Duration{12 * ms, time.Hour}, 16 * ms, 6 * ms},
		{"just when one begins", []time.Duration{15 * ms, time.Hour}, 16 * ms, 6 * ms},
		{"not while it flaps", []time.Duration{5 * ms, 10 * ms, 500 * ms, time.Hour}, 501 * ms, 6 * ms},
		{"not when it fails while it is confirmed", []time.Duration{5 * ms, 700 * ms, 2 * time.Second, time.Hour}, 2001 * ms, 6 * ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				s := holds(tt.spans...).watch(t.Context())
				if !s.Found() || s.Ready.Sub(began) != tt.ready || s.Blind() != tt.blind {
					t.Errorf("ready after %s, blind for %s; want %s and %s", s.Ready.Sub(began), s.Blind(), tt.ready, tt.blind)
				}
				if watched := time.Since(s.Ready); watched < confirmFor {
					t.Errorf("watched for %s only after it was ready", watched)
				}
			})
		})
	}
}

func TestAnAttemptThatHangsIsGivenUp(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name         string
		hang         int // so many attempts after the first, which is refused
		answer       time.Duration
		ready, blind time.Duration
	}{
		{"one", 1, 0, 55 * ms, 55 * ms},
		{"two, the second for longer", 2, 0, 155 * ms, 155 * ms},
		{"until a slow answer is waited for", 0, 300 * ms, (5 + 50 + 100 + 200 + 300) * ms, 655 * ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				attempts := 0
				hangs := Condition{"Service", func(ctx context.Context) error {
					attempts++
					answer := time.After(tt.answer)
					switch {
					case attempts == 1:
						return errNotYet
					case attempts <= 1+tt.hang:
						answer = nil
					}
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-answer:
						return nil
					}
				}}
				s := hangs.watch(t.Context())
				if ready := s.Ready.Sub(began); ready != tt.ready || s.Blind() != tt.blind {
					t.Errorf("ready after %s, blind for %s; want %s and %s", ready, s.Blind(), tt.ready, tt.blind)
				}
			})
		})
	}
}

func TestNoAnswerToThePatientIsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		attempts := 0
		hangs := Condition{"Service", func(ctx context.Context) error {
			if attempts++; attempts < 4 {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		}}
		s := hangs.watch(ctx)
		if _, silent := errors.AsType[silence](s.Err); s.Found() || s.Failed.IsZero() || !silent {
			t.Errorf("found %t, failed %s, last error %v", s.Found(), s.Failed, s.Err)
		}
	})
}

func TestWhatIsNeverReadyIsNotFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s := holds(0, time.Second).watch(ctx) // too short to last
		if s.Found() || !errors.Is(s.Err, errNotYet) {
			t.Errorf("found %t, last error %v", s.Found(), s.Err)
		}
		if age := time.Since(s.Failed); age > 2*observeEvery {
			t.Errorf("the last failed attempt began %s ago", age)
		}
	})
}

func TestProbesAnswerInTheOrderOfTheConditions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		errs := Probe(t.Context(), []Condition{holds(), holds(0, time.Hour), holds()})
		if len(errs) != 3 || errs[0] == nil || errs[1] != nil || errs[2] == nil {
			t.Errorf("errors are %v", errs)
		}
	})
}
