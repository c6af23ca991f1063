package observer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

func TestJournalTellsWhetherAConditionHeldAtAMoment(t *testing.T) {
	now := time.Now()
	no := errors.New("refused")
	attempt := func(began, ended time.Duration, err error) Attempt {
		return Attempt{now.Add(began), now.Add(ended), err}
	}
	for name, test := range map[string]struct {
		journal Journal
		holds   bool
	}{
		"an answer just before":          {Journal{attempt(-20*time.Millisecond, -10*time.Millisecond, nil)}, true},
		"an answer that was on its way":  {Journal{attempt(-20*time.Millisecond, 10*time.Millisecond, nil)}, true},
		"an answer of long ago":          {Journal{attempt(-2*time.Second, -time.Second, nil), attempt(-20*time.Millisecond, -10*time.Millisecond, no)}, false},
		"an answer that came afterwards": {Journal{attempt(-20*time.Millisecond, -10*time.Millisecond, no), attempt(time.Millisecond, time.Second, nil)}, false},
		"an answer that hung":            {Journal{attempt(-20*time.Millisecond, -10*time.Millisecond, no), attempt(-time.Second, time.Second, nil)}, false},
		"a refusal that hung":            {Journal{attempt(-20*time.Millisecond, -10*time.Millisecond, nil), attempt(-time.Second, time.Second, no)}, true},
		"no attempt":                     {nil, false},
	} {
		if err := test.journal.At(now); (err == nil) != test.holds {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestTheAttemptThatIsUnderWayAtTheEndIsInTheJournal(t *testing.T) {
	watching, stop := context.WithCancel(t.Context())
	journal := Follow(watching, Condition{"Backend", func(ctx context.Context) error {
		stop()
		return ctx.Err()
	}})()
	if len(journal) == 0 || journal[0].Err != nil {
		t.Errorf("got %+v", journal)
	}
}

func TestAnAttemptThatHangsHidesNoAnswer(t *testing.T) {
	watching, stop := context.WithCancel(t.Context())
	var attempts atomic.Int32
	journal := Follow(watching, Condition{"Backend", func(context.Context) error {
		if attempts.Add(1) == 1 {
			<-watching.Done()
			return errors.New("it went away")
		}
		stop()
		return nil
	}})()
	if len(journal) < 2 || journal.At(journal[0].Ended) != nil {
		t.Errorf("got %+v", journal)
	}
}
