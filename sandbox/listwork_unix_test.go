//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

func TestListShowsTheWorkInEachWorktree(t *testing.T) {
	m := newMachine(t)
	m.write(filepath.Join(m.root, "containers"), "")
	m.claim("shop", 1)
	m.claim("bare", 2) // not in a repository that git can read
	dir := m.dir("shop")
	if err := os.RemoveAll(filepath.Join(dir, ".git")); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "init", "-q", "-b", "main")
	gittest.Write(t, dir, ".gitignore", ".env.sandbox\n.sandbox\n")
	gittest.Commit(t, dir, "first")
	gittest.Run(t, dir, "checkout", "-q", "-b", "feature/x")
	gittest.Commit(t, dir, "work")

	list, shown, _ := m.list()
	if in := list.Instances[0]; in.Dirty == nil || *in.Dirty || in.Merged == nil || *in.Merged || !in.LastPassed.IsZero() || in.Memory != nil {
		t.Errorf("got %+v\n%s", in, shown)
	}
	if in := list.Instances[1]; in.Dirty != nil || in.Merged != nil {
		t.Errorf("got %+v", in)
	}

	gittest.Run(t, dir, "branch", "-f", "main")
	gittest.Write(t, dir, "new", "")
	passed := time.Now().Add(-3 * time.Hour).UTC().Truncate(time.Second)
	state, err := instance.StateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := history.Add(state, history.Start{Instance: "shop", Time: passed, Passed: true, Kind: history.Cold}); err != nil {
		t.Fatal(err)
	}
	list, shown, _ = m.list()
	if in := list.Instances[0]; !*in.Dirty || !*in.Merged || !in.LastPassed.Equal(passed) || !strings.Contains(shown, "dirty, merged") || strings.Contains(shown, "3h ago") {
		t.Errorf("not started: got %+v\n%s", in, shown)
	}
	m.runs("shop", "api", dir, "running", "Up 3 hours")
	if _, shown, _ = m.list(); !strings.Contains(shown, "dirty, merged  3h ago") {
		t.Errorf("running: got %s", shown)
	}
}

func TestListAsksForMemoryOnlyIfItIsToldTo(t *testing.T) {
	m := newMachine(t)
	m.claim("shop", 1)
	m.runs("shop", "api", m.dir("shop"), "running", "Up 3 minutes")
	m.docker(`case "$1" in stats) echo "1f 12.5MiB / 2GiB"; echo "2f 1GiB / 2GiB";; *) cat containers;; esac`)
	list, shown, _ := m.list()
	if list.Instances[0].Memory != nil || strings.Contains(shown, "MEMORY") {
		t.Errorf("got %+v\n%s", list.Instances[0], shown)
	}
	list, err := m.sandbox().List(t.Context(), ListOptions{Memory: true})
	if err != nil {
		t.Fatal(err)
	}
	if used := list.Instances[0].Memory; used == nil || *used != 12.5*(1<<20) {
		t.Errorf("got %+v", list.Instances[0])
	}
	console.New(m.file("stdout"), m.file("stderr")).List(list)
	if shown := m.read("stdout"); !strings.Contains(shown, "13 MiB") {
		t.Errorf("got %s", shown)
	}
}
