package console

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

// awkward is a gate whose services say what GitHub Actions would take for more
// than text.
var awkward = gate.Report{Duration: 1234 * time.Millisecond, Checks: []gate.Result{
	{Name: "Database", Status: gate.Passed, Message: "ready", Duration: 200 * time.Millisecond},
	{
		Name: "Backend", Status: gate.Failed, Message: "health check failed: 100%, really", Duration: time.Second,
		Details: []string{"GET http://localhost:8001/api/v1/health returned 500: 50% of <b>that</b> | a_b*c* `d` [e](f) $x$ & \\", "::error::backend | no", "try: mage sandbox:logs -service=backend"},
	},
	{Name: "Workers", Status: gate.Skipped, Message: "skipped (backend not ready)", Details: []string{"expected 4 workers, not checked"}},
}}

func TestGitHubActions(t *testing.T) {
	for name, use := range map[string]func(*Console){
		"github-passed": func(c *Console) {
			end := c.Starting("repo--feat-x", 1)
			c.Doing("building localhost/sandbox-app:repo--feat-x")
			c.Report(passed)
			c.Ready(passed.Duration, nil)
			end()
		},
		"github-failed": func(c *Console) {
			end := c.Starting("repo--feat-x", 1)
			c.Report(awkward)
			end()
		},
		"github-gate": func(c *Console) { c.Report(awkward) },
		"github-json": func(c *Console) {
			c.Quiet()
			end := c.Starting("repo--feat-x", 1)
			c.Report(awkward)
			end()
		},
		"github-unsettled": func(c *Console) {
			c.Report(gate.Report{Checks: passed.Checks, Unsettled: errors.New("container migrate exited with code 4\nmigrate | goodbye")})
		},
		"github-not-waiting": func(c *Console) {
			end := c.Starting("repo--feat-x", 1)
			c.NotWaiting()
			end()
		},
		"github-untried": func(c *Console) {
			end := c.Starting("repo--feat-x", 1)
			c.Doing("pulling registry.example.com/x:1")
			end()
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "summary.md")
			t.Setenv("GITHUB_ACTIONS", "true")
			t.Setenv("GITHUB_STEP_SUMMARY", file)
			stdout, stderr := shown(t, use)
			summary, err := os.ReadFile(file)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			golden(t, name, "--- stdout\n"+stdout+"--- stderr\n"+stderr+"--- summary\n"+string(summary))
			if begun, ended := strings.Count(stderr, "::group::"), strings.Count(stderr, "::endgroup::"); begun != ended {
				t.Errorf("%d groups begin, %d end", begun, ended)
			}
		})
	}
}

func TestWorkflowCommandsAreEscaped(t *testing.T) {
	const text = "100%, a:b\r\n"
	if got := escapeMessage(text); got != "100%25, a:b%0D%0A" {
		t.Errorf("message %q", got)
	}
	if got := escapeProperty(text); got != "100%25%2C a%3Ab%0D%0A" {
		t.Errorf("property %q", got)
	}
}

// A step has one summary file for all that it runs.
func TestGitHubSummaryIsAppendedTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(file, []byte("# mine\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GITHUB_ACTIONS", "true")
	t.Setenv("GITHUB_STEP_SUMMARY", file)
	shown(t, func(c *Console) { c.Report(passed); c.Report(passed) })
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "# mine\n\n### Startability Gate: PASSED") || strings.Count(string(text), "### ") != 2 {
		t.Errorf("got %s", text)
	}
}

func TestGitHubSummaryThatCannotBeWritten(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	t.Setenv("GITHUB_STEP_SUMMARY", filepath.Join(t.TempDir(), "no", "such", "folder"))
	stdout, stderr := shown(t, func(c *Console) { c.Report(passed) })
	if !strings.HasPrefix(stderr, "the step summary cannot be written: ") || strings.Count(stderr, "\n") != 1 || !strings.Contains(stdout, "PASSED") {
		t.Errorf("stdout %s\nstderr %s", stdout, stderr)
	}
}

// docs/ci.md shows the worked workflow as it is.
func TestReadmeShowsTheWorkflow(t *testing.T) {
	workflow, err := os.ReadFile("../../docs/ci/github-workflow.yml")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```yaml\n"+string(workflow)+"```\n") {
		t.Error("docs/ci.md does not show docs/ci/github-workflow.yml, or an older one")
	}
}

func TestOtherCIIsNotGitHubActions(t *testing.T) {
	for _, value := range []string{"", "false"} {
		t.Setenv("CI", "true")
		t.Setenv("GITLAB_CI", "true")
		t.Setenv("GITHUB_ACTIONS", value)
		file := filepath.Join(t.TempDir(), "summary.md")
		t.Setenv("GITHUB_STEP_SUMMARY", file)
		_, stderr := shown(t, func(c *Console) {
			defer c.Starting("repo--feat-x", 1)()
			c.Report(awkward)
		})
		if stderr != "Starting instance: repo--feat-x (slot 1)\n" {
			t.Errorf("stderr %q", stderr)
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("a step summary was written")
		}
	}
}
