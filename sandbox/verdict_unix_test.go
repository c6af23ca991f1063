//go:build unix

package sandbox

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
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
	shown, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	defer written.Close()
	o := sessionOf(t, "api")
	o.Instance.Dir, o.Project, o.console = ".", compose.NewProject("a", nil), console.New(written, written)

	ended := make(chan error, 1)
	go func() { ended <- o.wait(t.Context(), 100*time.Millisecond, nil, o.Project.Up, report.New()) }()
	lines := bufio.NewScanner(shown)
	for lines.Scan() && !strings.Contains(lines.Text(), "Startability Gate: FAILED") {
	}
	select {
	case err := <-ended:
		if ExitCode(err) != ExitNotReady {
			t.Errorf("error = %v", err)
		}
	case <-time.After(time.Minute): // the command itself never ends
		t.Error("it goes on after its verdict")
	}
}
