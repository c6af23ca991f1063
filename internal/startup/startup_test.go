package startup

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/watch"
)

// Compose fails when every check has passed already, and a probe heeds no
// context.
func TestStartThatFailsLatePassesNoGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 {
			ctx, cancel := context.WithCancelCause(t.Context())
			a := &attempt{started: make(chan struct{})}
			why := &startError{errors.New("exit status 1")}
			time.AfterFunc(10*time.Millisecond, func() { cancel(why); close(a.started) })
			verdict, err := gate.Gate{
				Checks: []gate.Check{{Name: "API", Probe: func(context.Context) error { return nil }}}, Settle: a.settle,
			}.Run(ctx)
			if verdict.Passed || verdict.Checks[0].Status != gate.Passed || !errors.Is(err, why) {
				t.Fatalf("got %+v, %v", verdict, err)
			}
		}
	})
}

// The services that do answer are asked once more meanwhile.
func TestServiceThatFailedOnceForAllBlamesNoOther(t *testing.T) {
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(10 * time.Millisecond) }))
	defer slow.Close()
	w := stacktest.Workspace("api", "job")
	w.Stack.Services[0].Ports = nil
	job := stacktest.Container("job", "exited", time.Now())
	job.State.ExitCode = 4
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the watch follows nothing
	a := &attempt{w: w, started: make(chan struct{}), watch: watch.Start(ctx, w, nil, []docker.Container{stacktest.Container("api", "running", time.Now()), job}, nil)}
	<-a.watch.Done()
	a.watch.NothingStarted()
	close(a.started)
	verdict, err := gate.Gate{
		Checks: []gate.Check{{Name: "API", Probe: gate.HTTP{URL: slow.URL}.Probe}}, Settle: a.settle, Confirm: a.confirm,
	}.Run(t.Context())
	if err != nil || verdict.Passed || verdict.Checks[0].Status != gate.Passed || verdict.Unsettled == nil || verdict.Unsettled.Error() != "container job exited with code 4" {
		t.Errorf("got %+v, %v", verdict, err)
	}
}
