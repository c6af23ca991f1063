//go:build unix

package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/report"
)

func TestInitSaysWhatItMadeOfTheDirectory(t *testing.T) {
	m := newMachine(t)
	t.Chdir(m.mkdir("shop"))
	for _, step := range []struct {
		state  string
		before func() error
	}{
		{report.InitCreated, func() error { return nil }},
		{report.InitUnchanged, func() error { return nil }},
		{report.InitRestored, func() error { return os.Remove(instance.File) }},
	} {
		if err := step.before(); err != nil {
			t.Fatal(err)
		}
		made, err := m.sandbox().Init(t.Context(), InitOptions{})
		schematest.Valid(t, "init", encoded(t, made))
		want := []report.AssignedPort{{Variable: "T_API_PORT", Service: "api", Port: 21001, Protocol: "tcp"}}
		if err != nil || made.State != step.state || made.Instance != "shop" || *made.Slot != 1 || made.Directory != m.dir("shop") || !slices.Equal(made.Ports, want) {
			t.Errorf("%s: got %+v, %v", step.state, made, err)
		}
	}
}

func TestUseCasesWorkInAnotherDirectory(t *testing.T) {
	m := newMachine(t)
	m.docker(`case "$*" in version*) echo amd64 ;; esac`)
	s := m.sandbox()
	s.Dir = m.mkdir("elsewhere")
	if made, err := s.Init(t.Context(), InitOptions{}); err != nil || made.Directory != s.Dir {
		t.Fatalf("got %+v, %v", made, err)
	}
	destroyed, err := s.Destroy(t.Context(), DestroyOptions{Yes: true})
	schematest.Valid(t, "destroy", encoded(t, destroyed))
	if err != nil || !destroyed.Destroyed || destroyed.Instance != "elsewhere" || destroyed.Worktree != "" {
		t.Errorf("got %+v, %v", destroyed, err)
	}
	if instance.Is(s.Dir) {
		t.Error("the directory still is an instance")
	}
}

func TestCreateAndDestroyNameTheWorktree(t *testing.T) {
	d := newDestroyed(t)
	made, err := d.sandbox().Create(t.Context(), CreateOptions{Name: "more", Branch: "feature/more"})
	schematest.Valid(t, "create", encoded(t, made))
	if err != nil || made.Worktree != d.repository+"--more" || made.Directory != made.Worktree || made.Branch != "feature/more" {
		t.Fatalf("got %+v, %v", made, err)
	}
	d.write(made.Worktree+"/lost", "x")
	refused, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: made.Instance, Yes: true})
	schematest.Valid(t, "destroy", encoded(t, refused))
	if err == nil || refused.Destroyed || refused.Instance != made.Instance {
		t.Errorf("got %+v, %v", refused, err)
	}
	destroyed, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: made.Instance, Yes: true, Force: true})
	schematest.Valid(t, "destroy", encoded(t, destroyed))
	if err != nil || !destroyed.Destroyed || destroyed.Worktree != made.Worktree || !slices.Equal(destroyed.Discarded, []string{`untracked file "lost"`}) {
		t.Errorf("got %+v, %v", destroyed, err)
	}
}

func TestPruneSaysWhatItRemovedAndWhatItKept(t *testing.T) {
	m := newMachine(t)
	m.runs("orphan", "api", "/no/such/directory", "running", "Up 3 minutes")
	m.docker(`case "$*" in
*"--format [{{json"*) cat '` + m.root + `/containers' ;;
version*) echo amd64 ;;
esac`)
	m.claimGone("gone", m.dir("gone"), 1)
	renamed := m.claimGone("renamed", m.dir("before"), 2)
	m.instance("after", 2)
	m.write(filepath.Join(m.dir("after"), instance.File), "INSTANCE_ID=renamed\nSLOT_NUMBER=2\nSANDBOX_KEY="+renamed.Key+"\n")
	prune := func(s Sandbox, options PruneOptions) (report.Prune, error) {
		pruned, err := s.Prune(t.Context(), options)
		schematest.Valid(t, "prune", encoded(t, pruned))
		if len(pruned.Leftovers) != 1 || pruned.Leftovers[0].Instance != "gone" || len(pruned.Kept) != 1 || pruned.Kept[0].Instance != "renamed" || len(pruned.Orphans) != 1 {
			t.Errorf("got %+v", pruned)
		}
		return pruned, err
	}
	refusing := m.sandbox()
	refusing.Confirm = func(context.Context, string) (agreed, asked bool) { return false, true }
	for text, s := range map[string]Sandbox{"nothing was removed": refusing, "add -yes to agree": m.sandbox()} {
		if pruned, err := prune(s, PruneOptions{}); err == nil || !strings.Contains(err.Error(), text) || pruned.Leftovers[0].Pruned {
			t.Errorf("got %+v, %v", pruned, err)
		}
	}
	if told := m.told.String(); !strings.Contains(told, "gone (slot 1) in "+m.dir("gone")+": its directory is gone\n") {
		t.Errorf("told %s", told)
	}
	if pruned, err := prune(m.sandbox(), PruneOptions{Yes: true}); err != nil || !pruned.Leftovers[0].Pruned {
		t.Errorf("got %+v, %v", pruned, err)
	}
}
