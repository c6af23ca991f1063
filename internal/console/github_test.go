package console

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

// awkward is a gate whose services say what GitHub Actions would take for more
// than text.
var awkward = report.Report{Duration: 1.234, Checks: []report.CheckResult{
	{Name: "Database", Status: report.CheckPassed, Message: "ready", Duration: 0.2},
	{
		Name: "Backend", Status: report.CheckFailed, Message: "health check failed: 100%, really", Duration: 1,
		Details: []string{"GET http://localhost:8001/api/v1/health returned 500: 50% of <b>that</b> | a_b*c* `d` [e](f) $x$ & \\", "::error::backend | no"}, Hint: "mage sandbox:logs -service=backend",
	},
	{Name: "Workers", Status: report.CheckSkipped, Message: "skipped (backend not ready)", Details: []string{"expected 4 workers, not checked"}},
}}

func TestGitHubActions(t *testing.T) {
	for name, use := range map[string]func(*Console){
		"github-passed": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.Doing("building localhost/sandbox-app:repo--feat-x")
			c.verdict(passed)
			c.Up(passed)
		},
		"github-failed": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.verdict(awkward)
		},
		"github-hook-failed": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.verdict(passed)
			c.Finish(&report.Error{Message: "after-up failed: migrate: exit status 4", Details: []string{"relation |users| does not exist"}, Hint: "correct what its output shows"})
		},
		"github-gate": func(c *Console) { c.verdict(awkward) },
		"github-json": func(c *Console) {
			c.Quiet()
			c.starting("repo--feat-x", 1)
			c.verdict(awkward)
		},
		"github-unsettled": func(c *Console) {
			c.verdict(report.Report{Checks: passed.Checks, Unsettled: []string{"container migrate exited with code 4", "migrate | goodbye"}})
		},
		"github-not-waiting": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.Up(report.Report{})
		},
		"github-untried": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.Doing("pulling registry.example.com/x:1")
			c.Up(report.Report{Document: report.Document{Error: &report.Error{}}})
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

// A step has one summary file for all that it runs.
func TestGitHubSummaryIsAppendedTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(file, []byte("# mine\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GITHUB_ACTIONS", "true")
	t.Setenv("GITHUB_STEP_SUMMARY", file)
	shown(t, func(c *Console) { c.verdict(passed); c.verdict(passed) })
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
	stdout, stderr := shown(t, func(c *Console) { c.verdict(passed) })
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
			c.starting("repo--feat-x", 1)
			c.verdict(awkward)
		})
		if stderr != "Starting instance: repo--feat-x (slot 1)\n" {
			t.Errorf("stderr %q", stderr)
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("a step summary was written")
		}
	}
}
