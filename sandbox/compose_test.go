package sandbox

import (
	"slices"
	"strings"
	"testing"
)

func TestComposeArguments(t *testing.T) {
	for line, want := range map[string][]string{
		"ps -a":                                {"ps", "-a"},
		`exec db psql -c "select 1"`:           {"exec", "db", "psql", "-c", "select 1"},
		"--profile * --dry-run down -v":        {"--profile", "*", "--dry-run", "down", "-v"},
		"--profile=x --ansi never ps -p other": {"--profile=x", "--ansi", "never", "ps", "-p", "other"},
	} {
		if got, err := composeArguments(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v", line, got, err)
		}
	}
}

func TestComposeArgumentsStayWithTheInstance(t *testing.T) {
	for line, want := range map[string]string{
		"":                            "name a command",
		"  ":                          "name a command",
		"--dry-run":                   "name a command",
		"--profile x":                 "name a command",
		"-p other down -v":            "-p cannot",
		"-pother down -v":             "-pother cannot",
		"--project-name other down":   "--project-name cannot",
		"--project-name=other down":   "--project-name cannot",
		"--profile x -p other down":   "-p cannot",
		"--profile=x -f other.yml up": "-f cannot",
		"--project-directory / up":    "--project-directory cannot",
		"--env-file=x up":             "--env-file cannot",
		"-- down":                     "-- cannot",
		"exec db psql 'select":        "a ' is not closed",
	} {
		if got, err := composeArguments(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q, %v, want %q", line, got, err, want)
		}
	}
}
