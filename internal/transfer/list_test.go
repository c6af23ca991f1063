package transfer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/testenv"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

func TestMain(m *testing.M) {
	testenv.Isolate()
	os.Exit(m.Run())
}

// Of several instances with one id, the source is the one of the repository that asks.
func TestAnIDThatSeveralRepositoriesHaveIsAmbiguous(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	dirs := []string{t.TempDir(), t.TempDir()} // outside of git, each is its own repository
	for _, dir := range dirs {
		register, err := claims.OpenRepository("", dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := register.Take(claims.Claim{Slot: 1, ID: "shop", Dir: dir, Created: time.Now(), Key: instance.NewKey()}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for caller, want := range map[string]string{
		dirs[0]:     "opens " + dirs[0],
		dirs[1]:     "opens " + dirs[1],
		t.TempDir(): "several instances have the id shop, in ",
	} {
		open := func(_ context.Context, dir string) (workspace.Workspace, error) {
			return workspace.Workspace{}, errors.New("opens " + dir)
		}
		_, err := transfer.Mover{Open: open}.Source(t.Context(), "shop", caller)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("from %s the error is %v, want %q", caller, err, want)
		}
	}
}

// The claim names the old directory until the next start.
func TestTheSnapshotsOfARepositoryFollowIt(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	repository := gittest.Repository(t)
	key := instance.NewKey()
	gittest.Write(t, repository, instance.File, instance.KeyVariable+"="+key+"\n")
	store, err := snapshots.Open(filepath.Join(repository, ".git"))
	if err != nil {
		t.Fatal(err)
	}
	release, err := store.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Complete(snapshots.New("seeded", instance.Instance{ID: "shop", Key: key})); err != nil {
		t.Fatal(err)
	}
	release()
	register, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	if err := register.Take(claims.Claim{Slot: 1, ID: "shop", Dir: repository, Created: time.Now(), Key: key}, nil); err != nil {
		t.Fatal(err)
	}
	moved := repository + "-moved"
	if err := os.Rename(repository, moved); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if listed, err := transfer.List(moved); err != nil || len(listed) != 1 || listed[0].Name != "seeded" {
			t.Errorf("got %+v, %v", listed, err)
		}
	}
	if listed, err := transfer.List(gittest.Repository(t)); err != nil || len(listed) != 0 {
		t.Errorf("another repository: got %+v, %v", listed, err)
	}
}
