package watch

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
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
		job      string // how what is run once is
		want     []string
	}{
		{"once", []answer{{0, refused}}, true, "exited", nil},
		{"for a while", []answer{{0, refused}, {lastingAfter, refused}}, true, "exited", []string{"API", "Workers"}},
		{"while Compose may replace it", []answer{{0, refused}, {lastingAfter, refused}}, false, "exited", nil},
		{"while something may make the role", []answer{{0, refused}, {lastingAfter, refused}}, true, "running", nil},
		{"not only that", []answer{{0, refused}, {time.Second, starting}, {lastingAfter, refused}}, true, "exited", nil},
		{"one that waiting mends", []answer{{0, starting}, {time.Minute, starting}}, true, "exited", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watching(t, test.finished)
				w.workspace.Config.Services["job"] = composefile.Service{}
				for _, a := range test.answers {
					time.Sleep(a.after)
					w.Notify(gate.Event{Check: "API", Status: gate.Waiting, Err: a.err})
				}
				w.judge([]docker.Container{stacktest.Container("api", "running", time.Now()), stacktest.Container("watch", "running", time.Now()), stacktest.Container("w1", "running", time.Now()), stacktest.Container("w2", "running", time.Now()), stacktest.Container("job", test.job, time.Now())})
				if got := w.givenUp(); !slices.Equal(got, test.want) {
					t.Errorf("given up %v, want %v", got, test.want)
				}
			})
		})
	}
}

// An interrupt ends the watch a moment before or after the gate.
func TestEndOfTheWatchGivesUpNoCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		watching, interrupt := context.WithCancel(t.Context())
		w := Start(watching, stacktest.Workspace("api"), nil, nil, nil)
		polled, end := context.WithCancel(t.Context())
		asked := w.Within("API")(polled)
		interrupt()
		<-w.Done()
		synctest.Wait()
		if asked.Err() != nil {
			t.Errorf("the check that had passed was given up: %v", context.Cause(asked))
		}
		end()
		if asked.Err() == nil {
			t.Error("the check is polled after the end of the gate")
		}
	})
}
