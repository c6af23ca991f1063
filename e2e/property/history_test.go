//go:build unix

package property_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// step is an action in a place, such as "x" "commits".
type step struct{ place, what string }

func (s step) String() string { return s.place + " " + s.what }

// history is the sequence of steps in a world.
type history []step

func (h history) String() string {
	var lines []string
	for _, s := range h {
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "\n")
}

// kind holds the probabilities of steps in a history.
type kind struct {
	others  []float64 // probability of each beginning
	git     float64   // share of git's steps
	destroy float64   // share of removals in which x destroys itself
}

// kinds are histories about git and histories about instances.
var kinds = []kind{
	{others: []float64{0.4, 0.1, 0.1, 0.1, 0.5, 0}, git: 0.8, destroy: 0.7},
	{others: []float64{0.8, 0.4, 0.3, 0.2, 0, 0.3}, git: 0.1, destroy: 0.1},
}

// beginnings holds possible first steps.
var beginnings = []history{
	{{"x", "ups"}},
	{{"theirs", "creates x"}, {"their x", "ups"}},
	{{"far", "is added"}, {"far", "ups"}},
	{{"main", "creates y"}, {"y", "ups"}},
	{{"x", "takes the submodule"}},
	{{"x", "is copied"}},
}

// newHistory returns the history of a seed: a worktree, a few steps and a removal.
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

// randomAction returns a random action in a random place. Half of the actions that
// can happen in x do.
func randomAction(r *rand.Rand, actions []action) step {
	a := pick(r, actions)
	if slices.Contains(a.places, "x") && r.Float64() < 0.5 {
		return step{"x", a.name}
	}
	return step{pick(r, a.places), a.name}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// do runs a step. An error other than a violation means that the step did nothing.
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

// live runs a history. It returns the error of the first step that broke a rule.
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
