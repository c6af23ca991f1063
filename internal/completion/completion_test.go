package completion_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/completion"
)

var program = completion.Program{
	Targets: []completion.Target{
		{Name: "destroy", Flags: []completion.Flag{{Name: "instance"}, {Name: "yes", Switch: true}}},
		{Name: "down", Flags: []completion.Flag{{Name: "volumes", Switch: true}}},
		{Name: "logs", Flags: []completion.Flag{{Name: "service"}, {Name: "instance"}}},
		{Name: "shell", Takes: []string{"service"}, Flags: []completion.Flag{{Name: "instance"}}},
	},
	Flags: []completion.Flag{{Name: "-help", Switch: true}},
	Values: map[string]func(map[string]string) []string{
		"instance": func(map[string]string) []string { return []string{"shop", "shop--two"} },
		"service": func(given map[string]string) []string {
			if given["instance"] == "shop" {
				return []string{"cache"}
			}
			return []string{"db", "web", "$(id)", "a b", "-x"}
		},
	},
}

func TestOffersCompleteTheLastWord(t *testing.T) {
	for line, want := range map[string]string{
		"":                              "--help destroy down logs shell",
		"d":                             "destroy down",
		"-":                             "--help",
		"nothing":                       "",
		"destroy ":                      "-instance= -yes",
		"destroy -y":                    "-yes",
		"destroy -yes ":                 "-instance=",
		"destroy -instance=":            "-instance=shop -instance=shop--two",
		"destroy -instance=shop-":       "-instance=shop--two",
		"destroy -instance=shop -yes ":  "",
		"destroy -other=":               "",
		"destroy -yes=":                 "",
		"sandbox:destroy -y":            "-yes",
		"destroy d":                     "destroy down",
		"destroy down -":                "-volumes",
		"logs -service=":                "-service=db -service=web",
		"logs -service=db,w":            "-service=db,web",
		"logs -instance=shop -service=": "-service=cache",
		"logs -instance=two -service=w": "-service=web",
		"shell ":                        "db web",
		"shell w":                       "web",
		"shell -":                       "",
		"shell web ":                    "-instance=",
		"unknown -":                     "",
	} {
		var got []string
		for _, offer := range program.Offers(strings.Split(line, " ")) {
			got = append(got, offer.Word)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

func TestEveryShellHasAScript(t *testing.T) {
	for _, shell := range completion.Shells() {
		script, err := completion.Script(shell)
		if err != nil || !strings.Contains(script, "complete --") {
			t.Errorf("%s: %q, %v", shell, script, err)
		}
	}
	for _, shell := range []string{"", "tcsh", "../completion"} {
		if _, err := completion.Script(shell); err == nil || !strings.Contains(err.Error(), "name bash, zsh or fish") {
			t.Errorf("%q: %v", shell, err)
		}
	}
}
