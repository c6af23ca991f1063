package console

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	os.Unsetenv("GITHUB_ACTIONS") // which may be what runs this
	os.Exit(m.Run())
}

// shown returns the output off a terminal.
func shown(t *testing.T, use func(*Console)) (stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	open := func(name string) *os.File {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
		return file
	}
	c := New(open("stdout"), open("stderr"))
	use(c)
	c.Finish(nil)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return read("stdout"), read("stderr")
}

var (
	passed = report.Report{Passed: true, Duration: 6.3, Checks: []report.CheckResult{
		{Name: "Database", Status: report.CheckPassed, Message: "ready"},
		{Name: "Backend", Status: report.CheckPassed, Message: "healthy"},
		{Name: "Workers", Status: report.CheckPassed, Message: "registered (4)"},
		{Name: "Observability", Status: report.CheckPassed, Message: "ready"},
	}}
	failed = report.Report{Checks: []report.CheckResult{
		{Name: "Database", Status: report.CheckPassed, Message: "ready"},
		{
			Name: "Backend", Status: report.CheckFailed, Message: "health check failed",
			Details: []string{"GET http://localhost:8001/api/v1/health returned connection refused"},
		},
		{
			Name: "Workers", Status: report.CheckSkipped, Message: "skipped (backend not ready)",
			Details: []string{"expected 4 workers, not checked"},
		},
	}}
	running = report.Status{
		Instance: "repo--feat-x", Slot: new(1), State: report.Running, Up: 9, Healthy: 8, Checked: 9, Passing: 8, Starting: 1, Total: 9,
		Services: []report.ServiceStatus{
			{Label: "Backend", URL: "http://localhost:8001", Ready: true, Message: "healthy"},
			{Label: "Database", URL: "localhost:5433", Ready: true, Message: "ready"},
			{Label: "Grafana", State: report.NotInStack, Message: "not in the stack"},
		},
		Workers: []report.WorkerStatus{
			{ServiceStatus: report.ServiceStatus{Name: "backtest-worker-1", URL: "http://localhost:5010", Ready: true, Message: "registered"}},
			{ServiceStatus: report.ServiceStatus{Name: "training-worker-1", URL: "http://localhost:5012", Message: "not registered"}},
		},
	}
)

func TestOutputOffATerminal(t *testing.T) {
	for name, use := range map[string]func(*Console){
		"up-passed": func(c *Console) {
			c.starting("repo--feat-x", 1)
			c.verdict(passed)
			ready := passed
			ready.Links = []report.Page{{Label: "API", URL: "http://localhost:8001/api/v1/docs"}, {Label: "Jaeger", URL: "http://localhost:16687"}}
			c.Up(ready)
		},
		"gate-failed": func(c *Console) { c.verdict(failed) },
		"gate-unsettled": func(c *Console) {
			c.verdict(report.Report{Checks: passed.Checks, Unsettled: []string{"docker compose up has not finished"}})
		},
		"status": func(c *Console) { c.Status(running) },
		"overview": func(c *Console) {
			c.Overview(report.Overview{Dir: "/home/me/repo--feat-x", Instance: "repo--feat-x", Slot: new(1), State: report.Running, Up: 9, Total: 9, Next: []report.Command{
				{Line: "mage sandbox:status", Does: "every service, its URL and how it answers"},
				{Line: "mage sandbox:logs -follow", Does: "what they write, until Ctrl-C"},
			}})
		},
		"doctor": views["doctor"],
		"adopt":  views["adopt"],
		"ports": func(c *Console) {
			c.Ports([]Row{{Name: "KTRDR_API_PORT", Where: "8001"}, {Name: "KTRDR_DB_PORT", Where: "5433"}})
		},
		"progress": func(c *Console) {
			p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database"}, {Check: "Backend"}}, 2*time.Minute)
			p.notify(report.Event{Check: "Backend", Status: report.CheckWaiting, Text: "refused"})
			p.notify(report.Event{Check: "Database", Status: report.CheckPassed, Elapsed: 1.234})
			p.notify(report.Event{Check: "Backend", Status: report.CheckFailed, Elapsed: 120, Text: "refused"})
			p.end()
		},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := shown(t, use)
			golden(t, name, "--- stdout\n"+stdout+"--- stderr\n"+stderr)
		})
	}
}

func TestHeartbeatListsAwaitedChecks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, stderr := shown(t, func(c *Console) {
			p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database", Services: []string{"db"}}, {Check: "Backend", Services: []string{"backend"}}, {Check: "Workers", Services: []string{"w"}, Needs: []string{"Database", "Backend"}}}, 2*time.Minute)
			p.notify(report.Event{Check: "Database", Status: report.CheckPassed, Elapsed: 2})
			p.notify(report.Event{Check: "Backend", Status: report.CheckWaiting, Elapsed: 9, Text: "GET returned connection refused"})
			p.log("db", "ready to accept connections")
			p.log("backend", "waiting for the database")
			time.Sleep(15 * time.Second)
			p.setRest("docker compose up has not finished")
			time.Sleep(10 * time.Second)
			p.setRest("")
			time.Sleep(10 * time.Second)
			p.end()
		})
		golden(t, "heartbeat", stderr)
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if strings.ContainsAny(got, "\x1b\r") {
		t.Errorf("an ANSI code or a carriage return off a terminal: %q", got)
	}
	matches(t, name, got)
}

// matches fails the test unless the text is that of a golden file.
func matches(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNoQuestionIsAskedOffATerminal(t *testing.T) {
	_, stderr := shown(t, func(c *Console) {
		if yes, asked := c.Ask(t.Context(), "Delete everything?"); yes || asked {
			t.Errorf("yes %v, asked %v", yes, asked)
		}
	})
	if stderr != "" {
		t.Errorf("asked %q", stderr)
	}
}
