package main

import (
	"strings"
	"testing"
	"time"
)

func TestChosen(t *testing.T) {
	good := options{starts: 1, deaths: 1, decided: 1, scripted: 1, wait: time.Minute}
	with := func(change func(*options)) options {
		o := good
		change(&o)
		return o
	}
	tests := []struct {
		name string
		o    options
		want string // names; "" for an error
	}{
		{"all", good, "warm program list clone deaths waiting preflight starts decided scripted faults"},
		{"one", with(func(o *options) { o.only = "starts" }), "starts"},
		{"two, in their order", with(func(o *options) { o.only = "preflight,deaths" }), "preflight deaths"},
		{"none of that name", with(func(o *options) { o.only = "deaths,births" }), ""},
		{"none of an empty name", with(func(o *options) { o.only = "deaths," }), ""},
		{"no start", with(func(o *options) { o.starts = 0 }), ""},
		{"no scripted start", with(func(o *options) { o.scripted = 0 }), ""},
		{"no death", with(func(o *options) { o.deaths = 0 }), ""},
		{"nothing to compare with", with(func(o *options) { o.compare = 0; o.only = "starts" }), "starts"},
		{"less than nothing", with(func(o *options) { o.compare = -1 }), ""},
		{"no wait to compare", with(func(o *options) { o.wait = briefly }), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			chosen, err := tt.o.chosen()
			var names []string
			for _, m := range chosen {
				names = append(names, m.name)
			}
			if got := strings.Join(names, " "); got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("chosen() = %s, %v", got, err)
			}
		})
	}
}
