package compose_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/compose"
)

func TestArgumentsOfComposeNameACommand(t *testing.T) {
	for _, line := range []string{
		"ps -a", "exec db psql -c select", "--profile * --dry-run down -v", "--profile=x --ansi never ps -p other",
	} {
		if err := compose.CheckArguments(strings.Fields(line)); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestArgumentsOfComposeStayWithTheInstance(t *testing.T) {
	for line, want := range map[string]string{
		"":                            "name a command",
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
	} {
		if err := compose.CheckArguments(strings.Fields(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", line, err, want)
		}
	}
}
