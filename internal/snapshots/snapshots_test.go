package snapshots_test

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
)

func open(t *testing.T, repository string) snapshots.Store {
	t.Helper()
	store, err := snapshots.Open(repository)
	if err != nil {
		t.Fatal(err)
	}
	release, err := store.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	return store
}

func names(t *testing.T, list func() ([]snapshots.Snapshot, error)) []string {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, s := range all {
		found = append(found, s.Name)
	}
	return found
}

func TestSnapshotCountsOnceItsRecordIsComplete(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	store := open(t, "/src/shop/.git")
	made := snapshots.New("seeded", instance.Instance{ID: "shop", Key: instance.NewKey()})
	made.Volumes = []snapshots.Volume{{Key: "db", Name: "a", Bytes: 1}, {Key: "cache", Name: "b", Bytes: 2}}
	for _, step := range []struct {
		name              string
		do                func(snapshots.Snapshot) error
		complete, partial []string
	}{
		{"its volumes are being made", store.Begin, []string{}, []string{"seeded"}},
		{"they are whole", store.Complete, []string{"seeded"}, []string{}},
		{"they are being removed", store.Discard, []string{}, []string{"seeded"}},
		{"they are gone", store.Forget, []string{}, []string{}},
	} {
		if err := step.do(made); err != nil {
			t.Fatal(err)
		}
		if got := names(t, store.All); !slices.Equal(got, step.complete) {
			t.Errorf("%s: complete are %v", step.name, got)
		}
		if got := names(t, store.Partial); !slices.Equal(got, step.partial) {
			t.Errorf("%s: partial are %v", step.name, got)
		}
	}
	if made.Bytes() != 3 {
		t.Errorf("it has %d bytes", made.Bytes())
	}
}

func TestSnapshotsBelongToTheirRepository(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	store := open(t, "/src/shop/.git")
	if err := store.Complete(snapshots.New("seeded", instance.Instance{ID: "shop"})); err != nil {
		t.Fatal(err)
	}
	if found, err := store.Find("seeded"); err != nil || found.Instance != "shop" {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := open(t, "/src/blog/.git").Find("seeded"); err == nil {
		t.Error("another repository has it")
	}
}

func TestNameOfASnapshotIsNoPath(t *testing.T) {
	for name, valid := range map[string]bool{"seeded": true, "v1.2_a-b": true, "": false, "../x": false, "a/b": false, "-yes": false, ".hidden": false} {
		if err := snapshots.ValidName(name); (err == nil) != valid {
			t.Errorf("%q: %v", name, err)
		}
	}
}
