package sandbox

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/report"
)

// remembered is a directory with an instance whose starts are known.
func remembered(t *testing.T, starts ...history.Start) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Chdir(dir)
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	if err := os.WriteFile(".env.sandbox", []byte("INSTANCE_ID=a\nCOMPOSE_PROJECT_NAME=a\nSLOT_NUMBER=7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	state, err := instance.StateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range starts {
		s.Time = time.Now()
		if err := history.Add(state, s); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// timings runs the use case, and returns the steps that it reported, too.
func timings(t *testing.T) (got report.Timings, steps []string, err error) {
	t.Helper()
	s := Sandbox{Stack: small(), Progress: func(e report.Event) { steps = append(steps, e.Text) }}
	got, err = s.Timings(t.Context())
	text, failed := json.Marshal(got)
	if failed != nil {
		t.Fatal(failed)
	}
	schematest.Valid(t, "timings", text)
	return got, steps, err
}

func cold(total, api float64) history.Start {
	return history.Start{Passed: true, Kind: history.Cold, Total: total, Checks: []history.Check{{Name: "API", Seconds: api}}}
}

func TestTimingsOfNoStart(t *testing.T) {
	remembered(t)
	got, steps, err := timings(t)
	if err != nil || steps != nil || got.Instance != "a" || got.Starts != 0 || got.Cold.Total != nil {
		t.Errorf("%+v, %q, %v", got, steps, err)
	}
}

func TestTimingsKeepKindsApart(t *testing.T) {
	failed, warm := cold(99, 99), cold(0.1, 0.05)
	failed.Passed, warm.Kind = false, history.Warm
	remembered(t, cold(6, 4), cold(7, 5), failed, cold(8, 9), warm)
	got, _, err := timings(t)
	if err != nil || got.Starts != 5 || got.Passed != 4 || got.Cold.Starts != 3 || got.Warm.Starts != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := (report.CheckTiming{Name: "API", Timing: report.Timing{Starts: 3, Median: 5, P95: 9, Last: 9}}); got.Cold.Checks[0] != want {
		t.Errorf("got %+v, want %+v", got.Cold.Checks[0], want)
	}
}

func TestTimingsOfAHistoryThatIsNone(t *testing.T) {
	dir := remembered(t, cold(6, 4))
	path := filepath.Join(dir, ".sandbox", history.File)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.WriteString("<<<<<<<\n\x1b[2J\n")
	file.Close()
	got, steps, err := timings(t)
	if err != nil || got.Cold.Starts != 1 || !slices.Equal(steps, []string{"skipped lines of .sandbox/history.jsonl that are no starts: 2"}) {
		t.Errorf("%+v, %q, %v", got, steps, err)
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	_, _, err = timings(t)
	if ExitCode(err) != ExitNotTried || !strings.Contains(err.Error(), "the history of the starts cannot be read") {
		t.Errorf("%v", err)
	}
}
