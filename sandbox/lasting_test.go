package sandbox

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
)

func TestAnswerThatNoWaitingMendsEndsTheGate(t *testing.T) {
	refused := &pgconn.PgError{Code: "28P01"}
	starting := &pgconn.PgError{Code: "57P03"}
	type answer struct {
		after time.Duration
		err   error
	}
	for _, test := range []struct {
		name     string
		answers  []answer
		finished bool
		want     []string
	}{
		{"once", []answer{{0, refused}}, true, nil},
		{"for a while", []answer{{0, refused}, {lastingAfter, refused}}, true, []string{"API", "Workers"}},
		{"while Compose may replace it", []answer{{0, refused}, {lastingAfter, refused}}, false, nil},
		{"not only that", []answer{{0, refused}, {time.Second, starting}, {lastingAfter, refused}}, true, nil},
		{"one that waiting mends", []answer{{0, starting}, {time.Minute, starting}}, true, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watching(t, test.finished)
				for _, a := range test.answers {
					time.Sleep(a.after)
					w.notify(gate.Event{Check: "API", Status: gate.Waiting, Err: a.err})
				}
				w.judge([]compose.Container{in("api", "running", time.Now()), in("watch", "running", time.Now()), in("w1", "running", time.Now()), in("w2", "running", time.Now())})
				if got := w.givenUp(); !slices.Equal(got, test.want) {
					t.Errorf("given up %v, want %v", got, test.want)
				}
			})
		})
	}
}
