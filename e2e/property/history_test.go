//go:build unix

package property_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// step is one thing that happens in a place, such as "x" "commits".
type step struct{ place, what string }

func (s step) String() string { return s.place + " " + s.what }

// history is what happens in a world, from its beginning.
type history []step

func (h history) String() string {
	var lines []string
	for _, s := range h {
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "\n")
}

// beginnings are what other instances may do first, and how often they do.
var beginnings = []struct {
	chance float64
	steps  history
}{
	{0.4, history{{"x", "ups"}}},
	{0.2, history{{"theirs", "creates x"}, {"their x", "ups"}}},
	{0.2, history{{"far", "is added"}, {"far", "ups"}}},
	{0.2, history{{"main", "creates y"}}},
	{0.35, history{{"x", "takes the submodule"}}},
}

// newHistory returns the history of a seed: a worktree, a few steps, and a removal.
func newHistory(seed uint64) history {
	r := rand.New(rand.NewPCG(seed, 0))
	h := history{{"main", "creates x"}}
	for _, i := range r.Perm(len(beginnings)) {
		if r.Float64() < beginnings[i].chance {
			h = append(h, beginnings[i].steps...)
		}
	}
	withSubmodule := slices.Contains(h, step{"x", "takes the submodule"})
	for range 1 + r.IntN(4) {
		h = append(h, randomStep(r, withSubmodule))
	}
	if r.Float64() < 0.2 {
		h = append(h, randomRemoval(r), randomStep(r, withSubmodule))
	}
	return append(h, randomRemoval(r))
}

func randomStep(r *rand.Rand, withSubmodule bool) step {
	place := "x"
	if r.Float64() < 0.2 {
		place = pick(r, []string{"y", "copy", "their x", "far", "main"})
	}
	switch chance := r.Float64(); {
	case withSubmodule && chance < 0.6:
		return step{"x", pick(r, submodule).name}
	case chance < 0.6:
		return step{place, pick(r, work).name}
	default:
		return randomAction(r, lives)
	}
}

func randomRemoval(r *rand.Rand) step {
	if r.Float64() < 0.6 {
		return step{"x", "destroys"}
	}
	return randomAction(r, removals)
}

// randomAction happens to x in half of the cases in which it can.
func randomAction(r *rand.Rand, actions []action) step {
	a := pick(r, actions)
	if slices.Contains(a.places, "x") && r.Float64() < 0.5 {
		return step{"x", a.name}
	}
	return step{pick(r, a.places), a.name}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// do lets a step happen. An error that is no violation means that it did nothing.
func (w *world) do(s step) error {
	for _, a := range slices.Concat(lives, removals) {
		if a.name == s.what {
			return a.do(w, s.place)
		}
	}
	for _, script := range slices.Concat(work, submodule) {
		if script.name == s.what && exists(w.places[s.place]) {
			return w.shell(w.places[s.place], script.text)
		}
	}
	return errNowhere
}

// live lets a history happen. The error is that of the first step that broke a rule.
func (w *world) live(h history) error {
	for _, s := range h {
		w.number++
		err := w.do(s)
		var broken *violation
		switch {
		case errors.As(err, &broken):
			return fmt.Errorf("%s", strings.ReplaceAll(err.Error(), w.root, ""))
		case err == nil:
			w.ran = append(w.ran, s.what)
		}
	}
	return nil
}
