//go:build e2e && unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/strict"
)

// On a machine that cannot be written to, the error is one sentence, and no half of
// an instance is left.
func TestInitAndCreateOnAMachineThatCannotWrite(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		strict.Skip(t, "only root can mount a file system")
	}
	const readOnly, full = "mount -t tmpfs -o ro none", "mount -t tmpfs -o size=4k none"
	for _, test := range []struct{ name, mount, place, says string }{
		{"the home is read-only", readOnly, "home", "read-only file system"},
		{"the disk of the home is full", full, "home", "no space left on device"},
		{"the directory is read-only", readOnly, "directory", "read-only file system"},
		{"the disk of the directory is full", full, "directory", "no space left on device"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newRepository(t)
			home := filepath.Join(filepath.Dir(in.dir), "home")
			place, before := map[string]string{"home": home, "directory": in.dir}[test.place], in.snapshot(t)
			in.insideMount(t, test.mount, place)
			targets := []string{"sandbox:init"}
			if test.place == "home" {
				targets = append(targets, "sandbox:create x")
			}
			for _, target := range targets {
				r := in.run(t, strings.Fields(target)...)
				r.exits(t, 1)
				r.complains(t, test.says)
				if sentences := strings.Count(strings.TrimSpace(r.stderr), "\n") + 1; sentences > 2 {
					t.Errorf("stderr has %d lines\n%s", sentences, r)
				}
			}
			if after := in.snapshot(t); after != before {
				t.Errorf("files changed from\n%s\nto\n%s", before, after)
			}
			if _, err := os.Stat(in.dir + "--x"); !os.IsNotExist(err) {
				t.Errorf("a worktree is left: %v", err)
			}
			if branches := in.git(t, "branch", "--format=%(refname:short)"); branches != "main\n" {
				t.Errorf("branches %q", branches)
			}
			in.inside = nil
			in.run(t, "sandbox:init").exits(t, 0) // the failure left nothing in the way
		})
	}
}

// insideMount makes the instance's commands see another file system at a path,
// filled up if it has a size. It is gone when the command ends.
func (in *instance) insideMount(t *testing.T, mount, place string) {
	t.Helper()
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		t.Fatal(err)
	}
	script := mount + ` "$1" && { cat /dev/zero >"$1/full" 2>/dev/null; cd "$2" && shift 2 && exec "$@"; }`
	in.inside = []string{unshare, "-m", "sh", "-c", script, "sh", place, in.dir}
}

func TestUnknownContextIsReported(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.set(t, "DOCKER_CONTEXT", "no-such-context")
	for _, target := range []string{"sandbox:up", "sandbox:gate", "sandbox:status", "sandbox:down", "sandbox:destroy -yes"} {
		r := in.run(t, strings.Fields(target)...)
		r.exits(t, 1)
		r.complains(t, "no-such-context")
	}
	if in.read(t) != in.file+"DOCKER_CONTEXT=no-such-context\n" {
		t.Errorf("%s was changed", envFile)
	}
}

// A claim that cannot be read affects only commands that need its slot.
func TestABadClaimAffectsOnlyItsSlot(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"garbage": "\x00\xff{", "a later version": "CLAIM_VERSION=99\n", "of another user": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newDirectory(t)
			path := filepath.Join(filepath.Dir(in.dir), "home", "slot-39.3")
			var err error
			if content == "" { // a directory, because root can read a file of any mode
				err = os.Mkdir(path, 0o700)
			} else {
				err = os.WriteFile(path, []byte(content), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			r := in.run(t, "sandbox:init", "-slot=39")
			r.exits(t, 1)
			r.complains(t, "slot 39", path)
			in.run(t, "sandbox:init", "-slot=38").exits(t, 0)
			in.run(t, "sandbox:status").exits(t, 0)
			in.run(t, "sandbox:prune", "-yes").exits(t, 0)
			if _, err := os.Stat(path); err != nil {
				t.Errorf("the claim is gone: %v", err)
			}
		})
	}
}
