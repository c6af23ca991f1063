//go:build unix

package watch

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// workspaceWith returns a workspace for which a script in dir is docker.
func workspaceWith(t *testing.T, dir, script string) workspace.Workspace {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	w := stacktest.Workspace("api")
	w.Project = compose.NewProject("a", nil)
	return w
}

func TestEngineThatIsGoneIsNotAskedAllTheTime(t *testing.T) {
	dir := t.TempDir()
	calls := filepath.Join(dir, "calls")
	script := "#!/bin/sh\necho call >> " + shell.Quote(calls) + "\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n"
	o := workspaceWith(t, dir, script)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	w := Start(ctx, o, nil, nil, nil)
	<-w.Done()
	text, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "call"); n > 20 {
		t.Errorf("docker was run %d times in 2 s", n)
	}
	if w.checks["API"].ctx.Err() == nil {
		t.Error("the check was not given up")
	}
}

// The engine holds a list back while it starts a container.
func TestAListOfTheStartHoldsNoVerdictBack(t *testing.T) {
	dir := t.TempDir()
	glanced := filepath.Join(dir, "glanced")
	script := "#!/bin/sh\ncase \"$*\" in\n'ps -a '*) touch " + shell.Quote(glanced) + "; exec sleep 60 ;;\nevents*) exec sleep 60 ;;\nesac\n"
	o := workspaceWith(t, dir, script)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	w := Start(ctx, o, nil, nil, timeline.New(time.Now()))
	w.request()
	for _, err := os.Stat(glanced); err != nil && ctx.Err() == nil; _, err = os.Stat(glanced) {
		time.Sleep(time.Millisecond)
	}
	w.ComposeFinished()
	if containers, err := w.Current(ctx); err != nil || len(containers) > 0 {
		t.Errorf("got %v, %v", containers, err)
	}
	cancel()
	<-w.Done()
}
