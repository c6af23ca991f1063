package workspace_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// exported are the variables of a caller's shell.
var exported = map[string]string{"APP_TOKEN": "t", "APP_KEY_ID": "k", "APP_PASSWORD": "p", "OTHER_TOKEN": "o", "COMPOSE_FILE": "other.yml", "PLAIN": "a"}

func TestVariablesOfTheCallerReachComposeIfTheyAreNamed(t *testing.T) {
	const uses = "services: {a: {image: x, environment: {A: '${APP_TOKEN}', B: '${APP_KEY_ID}', C: '${APP_PASSWORD}', D: '${PLAIN}'}}}\n"
	declared := stack.Stack{Services: []stack.Service{{Name: "a"}}, Prefix: "APP_"}
	passing := declared
	passing.Pass = []string{"APP_TOKEN", "APP_PASSWORD", "COMPOSE_FILE"}
	for name, test := range map[string]struct {
		stack  stack.Stack
		file   string
		hidden []string // variables that Compose does not see
		passed map[string]string
	}{
		"a derived stack sees all":             {stack.Stack{}, uses, nil, nil},
		"a derived stack names none":           {stack.Stack{}, uses + "x-sandbox: {pass: []}\n", []string{"APP_TOKEN"}, nil},
		"a derived stack names some":           {stack.Stack{}, uses + "x-sandbox: {pass: [APP_TOKEN, APP_KEY_ID, COMPOSE_FILE]}\n", nil, map[string]string{"APP_TOKEN": "t", "APP_KEY_ID": "k"}},
		"a declared stack names none":          {declared, uses, []string{"APP_TOKEN", "APP_KEY_ID"}, nil},
		"a declared stack names some":          {passing, uses, []string{"APP_KEY_ID"}, map[string]string{"APP_TOKEN": "t"}},
		"a declared stack reads no extensions": {declared, uses + "x-sandbox: {pass: [APP_TOKEN]}\n", []string{"APP_TOKEN", "APP_KEY_ID"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range exported {
				t.Setenv(variable, value)
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			p := workspace.ProjectOf(test.stack, instance.Instance{ID: "a", Dir: dir, Variables: map[string]string{
				"COMPOSE_FILE": "compose.yaml", "APP_PASSWORD": "of the file",
			}})
			for _, variable := range test.hidden {
				if value, set := p.Env[variable]; !set || value != "" {
					t.Errorf("%s is %q, %v", variable, value, set)
				}
			}
			for variable := range exported {
				if value, set := p.Env[variable]; set && value == "" && !slices.Contains(test.hidden, variable) {
					t.Errorf("%s is hidden", variable)
				}
			}
			if !maps.Equal(p.Passed, test.passed) || p.Env["APP_PASSWORD"] != "of the file" || p.Env["COMPOSE_FILE"] != "compose.yaml" {
				t.Errorf("passed are %v, and the project has %v", p.Passed, p.Env)
			}
		})
	}
}
