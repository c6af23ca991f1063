//go:build unix

package watch

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// engineWithLender puts a docker into PATH whose engine has one container of the project
// and one outside, and an event of the latter alone.
func engineWithLender(t *testing.T, own, lender docker.Container) {
	t.Helper()
	dir := t.TempDir()
	for name, c := range map[string]docker.Container{"own": own, "lender": lender} {
		text, err := json.Marshal([]docker.Container{c})
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	script := `#!/bin/sh
case "$*" in
events*event=disconnect*) echo own; exec sleep 600;;
events*container=vpn*) echo '{}'; exec sleep 600;;
events*) exec sleep 600;;
ps*) echo own;;
inspect*lender-id*) cat "${0%/*}/lender";;
inspect*) cat "${0%/*}/own";;
esac
`
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestTheEndOfAContainerOutsideTheProjectThatLendsItsNetworkIsSeen(t *testing.T) {
	own, lender := stacktest.Container("api", "running", time.Unix(1, 0)), stacktest.Container("", "running", time.Unix(1, 0))
	own.ID, own.HostConfig.NetworkMode, own.Lender = "own", "container:lender-id", &lender
	stopped := stacktest.Container("", "exited", time.Unix(1, 0))
	stopped.ID = "lender-id"
	engineWithLender(t, own, stopped)
	o := stacktest.Workspace("api")
	o.Project = compose.NewProject("a", nil)
	o.Config.Services["api"] = composefile.Service{NetworkMode: "container:vpn"}
	givesUpForTheNetwork(t, o, own)
}

func TestAContainerThatIsDisconnectedFromItsNetworkIsSeen(t *testing.T) {
	before := stacktest.Container("api", "running", time.Unix(1, 0))
	before.ID, before.HostConfig.NetworkMode = "own", "a_default"
	engineWithLender(t, before, before) // where it has no network any more
	if err := json.Unmarshal([]byte(`{"NetworkSettings": {"Networks": {"a_default": {}}}}`), &before); err != nil {
		t.Fatal(err)
	}
	o := stacktest.Workspace("api")
	o.Project = compose.NewProject("a", nil)
	o.Config.Networks = map[string]composefile.Network{"default": {Name: "a_default"}}
	givesUpForTheNetwork(t, o, before)
}

// givesUpForTheNetwork fails the test unless the check of a container that runs is given up
// because the container loses its network.
func givesUpForTheNetwork(t *testing.T, o workspace.Workspace, running docker.Container) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w := Start(ctx, o, nil, []docker.Container{running}, nil)
	w.NothingStarted()
	select {
	case <-w.checks["API"].ctx.Done():
	case <-ctx.Done():
	}
	var why *diagnose.Unrecoverable
	if cause := context.Cause(w.checks["API"].ctx); !errors.As(cause, &why) || why.Cause != diagnose.NetworkLost {
		t.Errorf("the check was given up for %v", cause)
	}
	cancel()
	<-w.Done()
}
