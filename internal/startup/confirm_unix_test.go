//go:build unix

package startup

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/watch"
)

// listing is a docker command that lists the containers of the file "stopped" once, and then
// those of the file "started".
const listing = `#!/bin/sh
case "$*" in
*events*) exec sleep 60 ;;
*inspect*) cat stopped 2>/dev/null || cat started; rm -f stopped ;;
*) echo 1 2 ;;
esac
`

// docker compose up --force-recreate ends aside and starts it again, after it has made api.
// No check asks aside.
func TestGateWaitsForAServiceThatAnotherCommandStartsAgain(t *testing.T) {
	now := time.Now()
	aside := stacktest.Container("aside", "exited", now.Add(-time.Hour))
	aside.State.StartedAt, aside.State.FinishedAt, aside.Stopped = aside.Created, now.Add(-time.Second), true
	api := stacktest.Container("api", "running", now)
	api.ID, aside.ID = "1", "2"
	stopped := []docker.Container{api, aside}
	aside.State.Status, aside.State.Running = "running", true
	started := []docker.Container{api, aside}

	confirms(t, stopped, started)
}

// The clock of a virtual machine that has slept, or of another machine, may be minutes ahead.
func TestAContainerHasRunForLongWhateverTheClockOfTheEngine(t *testing.T) {
	api, aside := stacktest.Container("api", "running", time.Now()), stacktest.Container("aside", "running", time.Now())
	api.ID, aside.ID = "1", "2"
	aside.State.StartedAt = time.Now().Add(10 * time.Minute)
	all := []docker.Container{api, aside}
	confirms(t, all, all)
}

// confirms wants a gate to pass with the containers that the engine has at first and those that
// it lists later.
func confirms(t *testing.T, stopped, started []docker.Container) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write("docker", []byte(listing))
	for name, containers := range map[string][]docker.Container{"stopped": stopped, "started": started} {
		text, err := json.Marshal(containers)
		if err != nil {
			t.Fatal(err)
		}
		write(name, text)
	}

	w := stacktest.Workspace("api", "aside")
	w.Stack.Services[0].Ports, w.Project = nil, compose.NewProject("a", nil)
	ctx, cancel := context.WithCancel(t.Context())
	a := &attempt{w: w, started: make(chan struct{}), watch: watch.Start(ctx, w, nil, stopped, nil)}
	defer func() { cancel(); <-a.watch.Done() }()
	a.watch.NothingStarted()
	close(a.started)
	verdict, err := gate.Gate{
		Timeout: time.Minute, Settle: a.settle, Confirm: a.confirm,
		Checks: []gate.Check{{Name: "API", Probe: func(context.Context) error { return nil }}},
	}.Run(t.Context())
	if err != nil || !verdict.Passed {
		t.Errorf("got %v, %+v", err, verdict)
	}
}
