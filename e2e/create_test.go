//go:build e2e && unix

package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/strict"
	"github.com/seed-491dada8/sandbox/report"
)

// What a pull request would do on the machine is shown before it is started.
func TestAPullRequestIsStartedOnceTheUserAgrees(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.initialise(t)
	origin := filepath.Join(filepath.Dir(in.dir), "origin.git")
	in.git(t, "clone", "-q", "--bare", ".", origin)
	in.git(t, "remote", "add", "origin", origin)
	before := readFile(t, filepath.Join(in.dir, "docker-compose.yml"))
	in.write(t, "docker-compose.yml", strings.Replace(before, "    build: .\n", "    build: .\n    volumes: [/etc:/host:ro]\n", 1))
	in.git(t, "commit", "-q", "-a", "-m", "a pull request")
	in.git(t, "push", "-q", "origin", "HEAD:refs/pull/12/head")
	in.git(t, "reset", "-q", "--hard", "HEAD~1")

	review := *in
	review.id, review.dir = in.id+"--review", in.dir+"--review"
	slot := fmt.Sprint("-slot=", takeSlot(t))
	r := in.run(t, "sandbox:create", "review", "-pr=12", "-up", slot)
	r.exits(t, 1)
	r.complains(t, "builds the image of web", "uses /etc, which is outside the worktree, as mount of web", "add -yes to agree", "the worktree "+review.dir+" is made")
	if left, err := leftovers(review.id); err != nil || len(left) > 0 {
		t.Errorf("it was started: %q, %v", left, err)
	}
	in.run(t, "sandbox:destroy", "-instance="+review.id, "-yes").exits(t, 0)

	r = in.run(t, "sandbox:create", "fix/12", "-pr=12", "-up", "-yes", "-json", slot)
	r.exits(t, 0)
	made := document[report.Create](t, r, "create")
	if made.Instance != in.id+"--fix-12" || made.Branch != "fix/12" || made.Up == nil || !made.Up.Passed || made.Up.Instance != made.Instance {
		t.Errorf("got %+v", made)
	}
	in.run(t, "sandbox:destroy", "-instance="+made.Instance, "-yes").exits(t, 0)
	if left, err := leftovers(made.Instance); err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
}

// A rename cannot move files between file systems, and a file there cannot be linked.
func TestAWorktreeOnAnotherFileSystem(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.initialise(t)
	elsewhere := onAnotherFileSystem(t, in.dir)
	in.write(t, ".worktreeinclude", "token\n")
	in.write(t, ".git/info/exclude", "token\n.env.sandbox\n")
	in.write(t, "token", "secret")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "the token comes along")

	feat := *in
	feat.id, feat.dir = in.id+"--feat", filepath.Join(elsewhere, "deep", "feat")
	slot := takeSlot(t)
	r := in.run(t, "sandbox:create", "feat", "-dir="+feat.dir, "-slot="+strconv.Itoa(slot), "-up", "-json")
	r.exits(t, 0)
	made := document[report.Create](t, r, "create")
	if made.Worktree != feat.dir || !slices.Equal(made.Copied, []string{"token"}) || made.Up == nil || !made.Up.Passed {
		t.Errorf("got %+v", made)
	}
	feat.run(t, "sandbox:gate").exits(t, 0)
	in.run(t, "sandbox:list").shows(t, feat.dir)

	// the other way round: a worktree of a repository there
	far := feat
	far.id, far.dir = in.id+"--back", in.dir+"--back"
	feat.run(t, "sandbox:create", "back", "-dir="+far.dir).exits(t, 0)
	feat.run(t, "sandbox:destroy", "-instance="+far.id, "-yes").exits(t, 0)

	in.run(t, "sandbox:destroy", "-instance="+feat.id, "-yes").exits(t, 0)
	if entries, err := os.ReadDir(filepath.Dir(feat.dir)); err != nil || len(entries) > 0 {
		t.Errorf("left %v, %v", entries, err)
	}
	if left, err := leftovers(feat.id); err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
}

// onAnotherFileSystem returns a directory that is on another file system than dir.
func onAnotherFileSystem(t *testing.T, dir string) string {
	t.Helper()
	other, err := os.MkdirTemp("/dev/shm", "sandbox-")
	if err != nil {
		strict.Skip(t, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(other) })
	var here, there syscall.Stat_t
	if err := errors.Join(syscall.Stat(dir, &here), syscall.Stat(other, &there)); err != nil {
		t.Fatal(err)
	}
	if here.Dev == there.Dev {
		strict.Skip(t, other+" is on the file system of "+dir)
	}
	return other
}
