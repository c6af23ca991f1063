//go:build unix

package startup_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/startup"
	"github.com/seed-491dada8/sandbox/report"
)

// hanging is a docker command that no interrupt ends.
const hanging = "#!/bin/sh\ntrap '' INT TERM\nwhile :; do sleep 1; done\n"

func TestProgramEndsSoonAfterItsVerdict(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(hanging), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Chdir(t.TempDir())
	w := stacktest.Workspace("api")
	w.Instance.Dir, w.Project = ".", compose.NewProject("a", nil)
	shown, ended := make(chan report.Report, 1), make(chan error, 1)
	a := startup.Attempt{Workspace: w, Timeout: 100 * time.Millisecond, Start: w.Project.Up, Progress: func(e report.Event) {
		if e.Kind == report.EventVerdict {
			shown <- *e.Report
		}
	}}
	go func() { ended <- a.Run(t.Context(), report.New()) }()
	if verdict := <-shown; verdict.Passed {
		t.Errorf("got %+v", verdict)
	}
	select {
	case err := <-ended:
		if outcome.ExitCode(err) != outcome.ExitNotReady {
			t.Errorf("error = %v", err)
		}
	case <-time.After(time.Minute): // the command itself never ends
		t.Error("it goes on after its verdict")
	}
}
