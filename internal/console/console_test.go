package console

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
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
	use(New(open("stdout"), open("stderr")))
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
	passed = gate.Report{Passed: true, Duration: 6300 * time.Millisecond, Checks: []gate.Result{
		{Name: "Database", Status: gate.Passed, Message: "ready"},
		{Name: "Backend", Status: gate.Passed, Message: "healthy"},
		{Name: "Workers", Status: gate.Passed, Message: "registered (4)"},
		{Name: "Observability", Status: gate.Passed, Message: "ready"},
	}}
	failed = gate.Report{Checks: []gate.Result{
		{Name: "Database", Status: gate.Passed, Message: "ready"},
		{
			Name: "Backend", Status: gate.Failed, Message: "health check failed",
			Details: []string{"GET http://localhost:8001/api/v1/health returned connection refused"},
		},
		{
			Name: "Workers", Status: gate.Skipped, Message: "skipped (backend not ready)",
			Details: []string{"expected 4 workers, not checked"},
		},
	}}
	running = report.Status{
		Instance: "repo--feat-x", Slot: new(1), State: report.Running, Healthy: 8, Total: 9,
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
			defer c.Starting("repo--feat-x", 1)()
			c.Report(passed)
			c.Ready(passed.Duration, []Link{{"API", "http://localhost:8001/api/v1/docs"}, {"Jaeger", "http://localhost:16687"}})
		},
		"gate-failed": func(c *Console) { c.Report(failed) },
		"gate-unsettled": func(c *Console) {
			c.Report(gate.Report{Checks: passed.Checks, Unsettled: errors.New("docker compose up has not finished")})
		},
		"status": func(c *Console) { c.Status(running) },
		"overview": func(c *Console) {
			c.Overview(report.Overview{Dir: "/home/me/repo--feat-x", Instance: "repo--feat-x", Slot: new(1), State: report.Running, Up: 9, Total: 9, Next: []report.Command{
				{Line: "mage sandbox:status", Does: "every service, its URL and how it answers"},
				{Line: "mage sandbox:logs -follow", Does: "what they write, until Ctrl-C"},
			}})
		},
		"doctor": views["doctor"],
		"ports": func(c *Console) {
			c.Ports([]Row{{Name: "KTRDR_API_PORT", Where: "8001"}, {Name: "KTRDR_DB_PORT", Where: "5433"}})
		},
		"progress": func(c *Console) {
			p := c.StartProgress(t.Context(), []Awaited{{Check: "Database"}, {Check: "Backend"}}, 2*time.Minute)
			p.Notify(gate.Event{Check: "Backend", Status: gate.Waiting, Attempts: 1, Err: errors.New("refused")})
			p.Notify(gate.Event{Check: "Database", Status: gate.Passed, Attempts: 3, Elapsed: 1234 * time.Millisecond})
			p.Notify(gate.Event{Check: "Backend", Status: gate.Failed, Attempts: 9, Elapsed: 2 * time.Minute, Err: errors.New("refused")})
			p.Stop()
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
			p := c.StartProgress(t.Context(), []Awaited{{Check: "Database", Services: []string{"db"}}, {Check: "Backend", Services: []string{"backend"}}, {Check: "Workers", Services: []string{"w"}, Needs: []string{"Database", "Backend"}}}, 2*time.Minute)
			p.Notify(gate.Event{Check: "Database", Status: gate.Passed, Elapsed: 2 * time.Second})
			p.Notify(gate.Event{Check: "Backend", Status: gate.Waiting, Elapsed: 9 * time.Second, Err: errors.New("GET returned connection refused")})
			p.Log("db", "ready to accept connections")
			p.Log("backend", "waiting for the database")
			time.Sleep(15 * time.Second)
			p.Rest(errors.New("docker compose up has not finished"))
			time.Sleep(10 * time.Second)
			p.Rest(nil)
			time.Sleep(10 * time.Second)
			p.Stop()
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
