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

// kind says how likely things are in a history.
type kind struct {
	others  []float64 // each of the beginnings
	git     float64   // a step of git, of all steps
	destroy float64   // that x destroys itself in the end, of all removals
}

// kinds are histories of git states and of instances.
var kinds = []kind{
	{others: []float64{0.4, 0.1, 0.1, 0.1, 0.5, 0}, git: 0.8, destroy: 0.7},
	{others: []float64{0.8, 0.4, 0.3, 0.2, 0, 0.3}, git: 0.1, destroy: 0.1},
}

// beginnings are what may happen first.
var beginnings = []history{
	{{"x", "ups"}},
	{{"theirs", "creates x"}, {"their x", "ups"}},
	{{"far", "is added"}, {"far", "ups"}},
	{{"main", "creates y"}, {"y", "ups"}},
	{{"x", "takes the submodule"}},
	{{"x", "is copied"}},
}

// newHistory returns the history of a seed: a worktree, a few steps, and a removal.
func newHistory(seed uint64) history {
	r := rand.New(rand.NewPCG(seed, 0))
	k := pick(r, kinds)
	h := history{{"main", "creates x"}}
	for _, i := range r.Perm(len(beginnings)) {
		if r.Float64() < k.others[i] {
			h = append(h, beginnings[i]...)
		}
	}
	scripts := work
	if slices.Contains(h, step{"x", "takes the submodule"}) {
		scripts = slices.Concat(work, submodule, submodule)
	}
	for range 1 + r.IntN(4) {
		h = append(h, k.step(r, scripts))
	}
	if r.Float64() < 0.2 {
		h = append(h, k.removal(r), k.step(r, scripts))
	}
	return append(h, k.removal(r))
}

func (k kind) step(r *rand.Rand, scripts []script) step {
	if r.Float64() >= k.git {
		return randomAction(r, lives)
	}
	place := "x"
	if r.Float64() < 0.1 {
		place = pick(r, []string{"y", "copy", "their x", "far", "main"})
	}
	return step{place, pick(r, scripts).name}
}

func (k kind) removal(r *rand.Rand) step {
	if r.Float64() < k.destroy {
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
