package settings_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/settings"
	"github.com/seed-491dada8/sandbox/stack"
)

// parse reads the x-sandbox of a Compose file.
func parse(t *testing.T, text string) (settings.Settings, error) {
	t.Helper()
	project, err := composefile.Parse([]byte("services: {}\nx-sandbox: " + text + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return settings.Parse(project.Extensions)
}

func TestHooksAreListsOfArguments(t *testing.T) {
	s, err := parse(t, `{copy: [.env], after-create: [[npm, ci]], after-up: [{run: [sh, -c, "a && b"], timeout: 90s}, [c]], before-destroy: [[d, -e]]}`)
	if err != nil {
		t.Fatal(err)
	}
	got := stack.Stack{Hooks: stack.Hooks{AfterUp: []stack.Hook{{Run: []string{"declared"}}}}}
	s.Add(&got)
	want := stack.Stack{Copy: []string{".env"}, Hooks: stack.Hooks{
		AfterCreate:   []stack.Hook{{Run: []string{"npm", "ci"}}},
		AfterUp:       []stack.Hook{{Run: []string{"declared"}}, {Run: []string{"sh", "-c", "a && b"}, Timeout: 90 * time.Second}, {Run: []string{"c"}}},
		BeforeDestroy: []stack.Hook{{Run: []string{"d", "-e"}}},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestOtherHooksAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{after-up: ["npm ci"]}`:                       "a hook is a program with its arguments, such as [npm, ci]",
		`{after-up: [npm, ci]}`:                        "a hook is a program with its arguments",
		`{after-up: [[]]}`:                             "a hook is a program with its arguments",
		`{after-up: [{run: npm ci}]}`:                  "a hook is a program with its arguments",
		`{after-up: [{run: [npm], timeout: soon}]}`:    `timeout "soon" of a hook must be a time such as 90s or 15m`,
		`{before-destroy: [{run: [x], timeout: -5s}]}`: `timeout "-5s"`,
		`{after-down: [[x]]}`:                          "x-sandbox.after-down is unknown: the keys are links, copy, after-create, after-up, before-destroy",
	} {
		if _, err := parse(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestAValueOfAnotherFormIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		`{hostnames: maybe}`:               "x-sandbox.hostnames must be true or false",
		`{copy: 3}`:                        "x-sandbox.copy must be a list of strings",
		`{links: 3}`:                       "x-sandbox.links must be a list of mappings",
		`{links: [{label: [A]}]}`:          "x-sandbox.links must be",
		`{after-up: [[]]}`:                 "x-sandbox.after-up: a hook is a program with its arguments",
		`{pas: [], hostname: true}`:        "x-sandbox.hostname is unknown",
		`{hostnames: maybe, copi: [.env]}`: "x-sandbox.copi is unknown",
	} {
		if _, err := parse(t, text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
