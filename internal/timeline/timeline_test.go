package timeline_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

func TestTimeline(t *testing.T) {
	for _, test := range []struct {
		name  string
		known map[string]string // states of the containers before, by id
		steps string            // one a second, from 1 s on
		want  string            // of api, w1 and w2
	}{
		{
			"a cold start", nil,
			"create api 1; start api 1; create w1 2; create w2 3; start w1 2; start w2 3; api answers; without w1; all registered",
			`{"service":"api","created_seconds":1,"started_seconds":2,"ready_seconds":7} ` +
				`{"service":"w1","created_seconds":3,"started_seconds":5,"ready_seconds":9} {"service":"w2","created_seconds":4,"started_seconds":6,"ready_seconds":8}`,
		},
		{
			"everything runs", map[string]string{"1": "running", "2": "running", "3": "running"},
			"create api 1; start api 1; start w1 2; start w2 3; api answers; api answers; all registered", // of which it is told again
			`{"service":"api","ready_seconds":5} {"service":"w1","ready_seconds":7} {"service":"w2","ready_seconds":7}`,
		},
		{
			"some were stopped", map[string]string{"1": "exited", "2": "running", "3": "running"},
			"start api 1; api answers; all registered",
			`{"service":"api","started_seconds":1,"ready_seconds":2} {"service":"w1","ready_seconds":3} {"service":"w2","ready_seconds":3}`,
		},
		{
			"a container that answered is replaced", map[string]string{"1": "running", "2": "running", "3": "running"},
			"api answers; create api 4; destroy api 1; start api 4; all registered",
			`{"service":"api","created_seconds":2,"started_seconds":4,"ready_seconds":5} {"service":"w1","ready_seconds":5} {"service":"w2","ready_seconds":5}`,
		},
		{
			"an earlier one that is gone, and one that crashes", map[string]string{"2": "running", "3": "running"},
			"create api 0; start api 0; destroy api 0; create api 1; start api 1; start api 1; all registered",
			`{"service":"api","created_seconds":4,"started_seconds":5,"ready_seconds":7} {"service":"w1","ready_seconds":7} {"service":"w2","ready_seconds":7}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, l := stacktest.Workspace("api", "w1", "w2"), timeline.New(time.Now())
				for step := range strings.SplitSeq(test.steps, "; ") {
					time.Sleep(time.Second)
					take(l, w, step, test.known)
				}
				spans := l.Spans(w, true)
				var got []string
				for _, s := range spans {
					text, err := json.Marshal(s)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, string(text))
				}
				if all := strings.Join(got, " "); all != test.want {
					t.Errorf("got %s\nwant %s", all, test.want)
				}
			})
		})
	}
}

// take notes a step of a test.
func take(l *timeline.Timeline, w workspace.Workspace, step string, known map[string]string) {
	switch words := strings.Fields(step); {
	case words[1] == "answers":
		l.Ready(words[0])
	case words[0] == "without":
		l.Notify(w, gate.Event{Check: "Workers", Status: gate.Waiting, Err: &stack.Unregistered{Services: words[1:]}})
	case words[0] == "all":
		l.Notify(w, gate.Event{Check: "Workers", Status: gate.Passed})
	default:
		e := docker.Event{Action: words[0]}
		e.Actor.ID, e.Actor.Attributes = words[2], map[string]string{"com.docker.compose.service": words[1]}
		state, before := known[words[2]]
		l.Event(e, stacktest.Container(words[1], state, time.Time{}), before)
	}
}

func TestNoTimelineNotesNothing(t *testing.T) {
	var l *timeline.Timeline
	take(l, stacktest.Workspace("api"), "create api 1", nil)
	take(l, stacktest.Workspace("api"), "api answers", nil)
	take(l, stacktest.Workspace("api"), "all registered", nil)
}

func TestTimelineOfAFailureSaysNothingOfWhatWasNotReady(t *testing.T) {
	l, w := timeline.New(time.Now()), stacktest.Workspace("api", "w1")
	l.Ready("api")
	spans := l.Spans(w, false)
	if spans[0].Ready == nil || spans[1] != (report.Span{Service: "w1"}) {
		t.Errorf("got %+v", spans)
	}
}
