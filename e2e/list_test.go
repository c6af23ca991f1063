//go:build e2e && unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

// inList returns an instance in sandbox:list, and the whole list.
func inList(t *testing.T, from *instance, id string) (report.Instance, report.List) {
	t.Helper()
	r := from.run(t, "sandbox:list", "-json")
	r.exits(t, 0)
	d := document[report.List](t, r, "list")
	i := slices.IndexFunc(d.Instances, func(in report.Instance) bool { return in.Instance == id })
	if i < 0 {
		t.Fatalf("%s is not listed\n%s", id, r)
	}
	return d.Instances[i], d
}

// passesHealthchecks waits until the healthcheck of every container has passed. The gate asks
// the services themselves, and may pass up to an interval before Docker's first result.
func (in *instance) passesHealthchecks(t *testing.T) {
	t.Helper()
	eventually(t, "every healthcheck passes", func() bool {
		got, _ := inList(t, in, in.id)
		return got.Passing == in.containers(t)
	})
}

func TestListShowsInstance(t *testing.T) {
	in := healthy(t)
	total := in.containers(t)
	in.passesHealthchecks(t)
	got, d := inList(t, in, in.id)
	if got.State != "running" || got.Healthy != total || got.Total != total || got.Slot != in.slot || got.Directory != in.dir ||
		got.URL != in.url(t, "KTRDR_API_PORT")+"/api/v1/docs" || got.Stale != "" || got.Unclaimed || got.Created.IsZero() || len(d.Problems) != 0 {
		t.Errorf("got %+v of %+v", got, d)
	}
	r := in.run(t, "sandbox:list")
	r.exits(t, 0)
	r.shows(t, "INSTANCE", in.id, "running", fmt.Sprintf("%d/%d", total, total), in.url(t, "KTRDR_API_PORT"), in.dir)

	t.Run("without its claim too", func(t *testing.T) {
		if got, _ := inList(t, in.exporting("SANDBOX_HOME="+t.TempDir()), in.id); got.State != "running" || !got.Unclaimed {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("without docker", func(t *testing.T) {
		shell := in.exporting("PATH=" + t.TempDir())
		if got, d := inList(t, shell, in.id); got.State != "unknown" || len(d.Problems) != 1 {
			t.Errorf("got %+v of %+v", got, d)
		}
		r := shell.run(t, "sandbox:list")
		r.exits(t, 0)
		r.shows(t, in.id, "unknown")
		r.complains(t, "the Docker engine does not answer")
	})
}

func TestListShowsRemainsOfADeletedDirectory(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	launched(t, in)
	away := in.dir + "-away"
	if err := os.Rename(in.dir, away); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Rename(away, in.dir); err != nil {
			t.Error(err)
		}
	})
	elsewhere := *in
	elsewhere.dir = t.TempDir()
	eventually(t, "the claim is stale", func() bool {
		got, _ := inList(t, &elsewhere, in.id)
		return got.Stale == "its directory is gone" && got.State == "running" && got.Total == 1
	})
	r := elsewhere.run(t, "sandbox:list")
	r.exits(t, 0)
	r.shows(t, in.id, "stale, running", in.dir, in.id+" is stale: its directory is gone\n", "mage sandbox:prune")

	t.Run("and has no claim", func(t *testing.T) {
		r := elsewhere.exporting("SANDBOX_HOME="+t.TempDir()).run(t, "sandbox:list", "-json")
		r.exits(t, 0)
		want := report.Orphan{Project: in.id, Directory: in.dir, Containers: 1, Up: 1}
		if d := document[report.List](t, r, "list"); !slices.Contains(d.Orphans, want) {
			t.Errorf("got %+v, want %+v among the orphans", d, want)
		}
	})
}

func TestListShowsClaimThatCannotBeRead(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	home := filepath.Join(filepath.Dir(in.dir), "home")
	if err := os.WriteFile(filepath.Join(home, "slot-39.7"), []byte("\x00garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, d := inList(t, in, in.id); got.State != "not_started" || len(d.Problems) != 1 {
		t.Errorf("got %+v of %+v", got, d)
	}
	r := in.run(t, "sandbox:list")
	r.exits(t, 0)
	r.complains(t, "the claim on slot 39 cannot be read")
}
