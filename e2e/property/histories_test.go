//go:build unix && !e2e

package property_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// usual is the default number of histories.
const usual = 500

func TestNoTargetLosesAnything(t *testing.T) {
	count := cmp.Or(*histories, usual)
	if *histories == 0 && testing.Short() {
		count = usual / 10
	}
	t.Logf("histories %d to %d", *seed, *seed+uint64(count)-1)
	var happened tally
	t.Run("seed", func(t *testing.T) {
		for i := range uint64(count) {
			t.Run(fmt.Sprint(*seed+i), func(t *testing.T) {
				t.Parallel()
				checkHistory(t, *seed+i, &happened)
			})
		}
	})
	if !t.Failed() && count >= usual/10 {
		happened.removed(t, count)
	}
}

// checkHistory runs one history. If it fails, the test reports the shortest history
// that fails.
func checkHistory(t *testing.T, seed uint64, happened *tally) {
	h := newHistory(seed)
	ran, err := recorded(t, h)
	happened.add(ran)
	if err == nil {
		return
	}
	h = h.shrunk(func(h history) bool { _, err := recorded(t, h); return err != nil })
	_, err = recorded(t, h)
	t.Errorf("again: go test ./e2e/property -seed=%d -histories=1\n%s\n\n%v", seed, h, err)
}

// recorded runs a history in a world with the recording docker command.
func recorded(t *testing.T, h history) (ran []string, err error) {
	t.Helper()
	w := newRecordedWorld(t)
	err = w.live(h)
	return w.ran, err
}

func newRecordedWorld(t *testing.T) *world {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(root, "shop", suite.bin)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// shrunk returns a shorter history that still fails. It leaves out one step at a
// time.
func (h history) shrunk(fails func(history) bool) history {
	for i := 0; i < len(h); {
		if shorter := slices.Delete(slices.Clone(h), i, i+1); fails(shorter) {
			h = shorter
		} else {
			i++
		}
	}
	return h
}

// tally counts how often each step did something.
type tally struct {
	mutex sync.Mutex
	count map[string]int
}

func (c *tally) add(ran []string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.count == nil {
		c.count = make(map[string]int)
	}
	for _, what := range ran {
		c.count[what]++
	}
}

// removed fails the test unless enough histories removed something. A target that
// always refuses would lose nothing either.
func (c *tally) removed(t *testing.T, histories int) {
	t.Helper()
	removed := 0
	for _, a := range removals {
		removed += c.count[a.name]
	}
	if removed < histories/10 {
		t.Errorf("only %[2]d of %[1]d histories removed something", histories, removed)
	}
}
