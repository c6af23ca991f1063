package called_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/called"
)

func TestCommandsAreInTheFormOfTheCaller(t *testing.T) {
	for name, test := range map[string]struct{ form, text, want string }{
		"by mage":          {"", "try: mage sandbox:up", "try: mage sandbox:up"},
		"by the go tool":   {"go tool mage", "run `mage sandbox:up -build` or `mage setup`", "run `go tool mage sandbox:up -build` or `go tool mage setup`"},
		"by the program":   {"sandbox", "try: mage sandbox:down -volumes, or mage -h sandbox:up", "try: sandbox down -volumes, or sandbox -h up"},
		"several targets":  {"sandbox", "mage sandbox:init sandbox:up", "sandbox init up"},
		"the list":         {"sandbox", "mage -l  everything else", "sandbox -l  everything else"},
		"help":             {"go tool mage", "mage -h sandbox:up", "go tool mage -h sandbox:up"},
		"prose":            {"go tool mage", "an image of mage uploads; damage up", "an image of mage uploads; damage up"},
		"a typed form":     {"sandbox", "go -C tools/sandbox tool mage sandbox:up, mage sandbox:up", "go -C tools/sandbox tool mage sandbox:up, sandbox up"},
		"a form with a $":  {"$1 mage", "mage up", "$1 mage up"},
		"a target of ours": {"go run magefile.go", "mage sandbox:down -volumes", "go run magefile.go sandbox:down -volumes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(called.Use(test.form))
			if got := called.Text(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheModuleOfTheTargetsMayBeInAnotherDirectory(t *testing.T) {
	for form, want := range map[string]string{"go tool mage": "go -C tools/sandbox tool mage up", "sandbox": "sandbox up", "": "mage up"} {
		restore := called.Use(form)
		called.Module("tools/sandbox")
		if got := called.Text("mage up"); got != want {
			t.Errorf("%q: got %q, want %q", form, got, want)
		}
		restore()
	}
}

func TestCommandsNameTheInstanceThatTheUserNamed(t *testing.T) {
	t.Cleanup(func() { called.At("") })
	called.At("feat-x")
	for text, want := range map[string]string{
		"try: mage sandbox:logs -service=db": "try: mage sandbox:logs -instance=feat-x -service=db",
		"`mage up` starts it":                "`mage up -instance=feat-x` starts it",
		"mage sandbox:list":                  "mage sandbox:list",
		"mage -h sandbox:up":                 "mage -h sandbox:up",
		"mage sandbox:init sandbox:up":       "mage sandbox:init sandbox:up",
	} {
		if got := called.Text(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
