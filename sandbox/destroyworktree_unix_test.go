//go:build unix

package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// destroyed is a machine with a repository and an instance in a worktree of it.
type destroyed struct {
	*machine
	repository, dir string
}

func newDestroyed(t *testing.T) destroyed {
	t.Helper()
	m := newMachine(t)
	m.docker(`case "$*" in version*) echo amd64 ;; esac`)
	d := destroyed{machine: m, repository: gittest.Repository(t)}
	d.dir = d.repository + "--feat"
	t.Chdir(d.repository)
	if _, err := d.sandbox().Create(t.Context(), CreateOptions{Name: "feat"}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d destroyed) sandbox() Sandbox {
	s := d.machine.sandbox()
	s.Stack.Images = []stack.Image{{Variable: "OWN_IMAGE", Repository: "own", Context: "own"}}
	return s
}

// age lets the claim be of long ago.
func (d destroyed) age() {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(d.root, "home", "slot-*"))
	if err != nil || len(files) != 1 {
		d.t.Fatalf("claims %q, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(files[0], regexp.MustCompile(`CREATED_AT=.*`).ReplaceAllString(string(text), `CREATED_AT="2026-01-01T00:00:00Z"`))
}

// isGone wants nothing to be left of the instance, neither files nor claim.
func (d destroyed) isGone() {
	d.t.Helper()
	entries, err := os.ReadDir(filepath.Dir(d.repository))
	if err != nil || len(entries) != 1 {
		d.t.Errorf("beside the repository there is %v, %v", entries, err)
	}
	if known, problems := claims.All(); len(known)+len(problems) > 0 {
		d.t.Errorf("claims %+v, %v", known, problems)
	}
	if listed := gittest.Run(d.t, d.repository, "worktree", "list"); strings.Count(listed, "\n") != 1 {
		d.t.Errorf("git lists %s", listed)
	}
}

func TestDestroyLooksAgainWhenAllElseIsGone(t *testing.T) {
	d := newDestroyed(t)
	late := filepath.Join(d.dir, "late")
	d.docker(`case "$*" in version*) echo amd64 ;; "image ls"*Repository*) echo 1 own:repo--feat ;; image\ rm*) echo x > '` + late + `' ;; esac`)
	_, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true})
	if err == nil || !strings.Contains(err.Error(), `untracked file "late"`) || !strings.Contains(err.Error(), "nothing of the worktree was removed") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, instance.File)); err != nil {
		t.Error(err)
	}
	if err := os.Remove(late); err != nil {
		t.Fatal(err)
	}
	if _, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true, Force: true}); err != nil {
		t.Error(err)
	}
	if told := d.told.String(); !strings.Contains(told, `discarding untracked file "late"`) {
		t.Errorf("told %s", told)
	}
	d.isGone()
}

// writer answers docker's questions about a container that writes into a directory,
// once a file is there.
func writer(dir, there string) string {
	return `*status=running*) test ! -e '` + there + `' || echo 1 ;;
		"inspect --type container 1") echo '[{"Id": "1", "Name": "/writer", "Mounts": [{"Type": "bind", "Source": "` + dir + `", "RW": true}]}]' ;;`
}

func TestDestroyNamesAContainerThatWritesIntoTheWorktreeMeanwhile(t *testing.T) {
	d := newDestroyed(t)
	late := filepath.Join(d.root, "late")
	d.docker(`case "$*" in version*) echo amd64 ;; "image ls"*Repository*) echo 1 own:repo--feat ;; image\ rm*) touch '` + late + `' ;; ` + writer(d.dir, late) + ` esac`)
	_, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true, Force: true})
	if err == nil || !strings.Contains(err.Error(), "container writer") || !strings.Contains(err.Error(), "nothing of the worktree was removed") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, instance.File)); err != nil {
		t.Error(err)
	}
}

// A worktree may be another instance by now: its user deleted .env.sandbox and chose
// another name, as our errors advise.
func TestDestroyOfAnEarlierInstanceKeepsTheWorktree(t *testing.T) {
	d := newDestroyed(t)
	t.Chdir(d.dir)
	if err := os.Remove(instance.File); err != nil {
		t.Fatal(err)
	}
	if _, err := d.sandbox().Init(t.Context(), InitOptions{Name: "other"}); err != nil {
		t.Fatal(err)
	}
	t.Chdir(d.repository)
	if _, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true, Force: true}); err != nil {
		t.Error(err)
	}
	if in, err := instance.Load(d.dir, nil); err != nil || in.ID != "other" {
		t.Errorf("the directory is %q, %v", in.ID, err)
	}
	if known, problems := claims.All(); len(known) != 1 || known[0].ID != "other" || problems != nil {
		t.Errorf("claims %+v, %v", known, problems)
	}
}

func TestDestroyShowsAtMostTwentyLosses(t *testing.T) {
	d := newDestroyed(t)
	for i := range 30 {
		d.write(filepath.Join(d.dir, "file"+string(rune('A'+i))), "x")
	}
	_, err := d.sandbox().Destroy(t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true})
	if err == nil || !strings.Contains(err.Error(), "(30):\n") || !strings.Contains(err.Error(), "\n  and 11 more\n") || strings.Count(err.Error(), "\n") != 21 {
		t.Errorf("got %v", err)
	}
}

func TestADestroyThatWasCutIsCompleted(t *testing.T) {
	for name, complete := range map[string]func(d destroyed, files string) error{
		"from outside": func(d destroyed, files string) error {
			_, err := d.sandbox().Destroy(d.t.Context(), DestroyOptions{Instance: "repo--feat", Yes: true})
			return err
		},
		"from inside": func(d destroyed, files string) error {
			d.t.Chdir(files)
			_, err := d.sandbox().Destroy(d.t.Context(), DestroyOptions{Yes: true})
			return err
		},
		"by prune": func(d destroyed, files string) error {
			d.age()
			_, err := d.sandbox().Prune(d.t.Context(), PruneOptions{Yes: true})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDestroyed(t)
			known, problems := claims.All()
			if len(known) != 1 {
				t.Fatalf("claims %+v, %v", known, problems)
			}
			files := filepath.Join(filepath.Dir(d.dir), ".repo--feat.removing-"+known[0].Mark)
			if err := errors.Join(os.Rename(d.dir, files), complete(d, files)); err != nil {
				t.Error(err)
			}
			t.Chdir(d.repository)
			d.isGone()
		})
	}
}
