//go:build unix

package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/removal"
)

// claimGone claims a slot for an instance whose directory is gone.
func (m *machine) claimGone(id, dir string, slot int) claims.Claim {
	m.t.Helper()
	register, err := claims.Open("")
	if err != nil {
		m.t.Fatal(err)
	}
	claim := identity.NewClaim(id, dir, slot)
	claim.Created = time.Now().Add(-2 * time.Hour)
	if err := register.Take(claim, nil); err != nil {
		m.t.Fatal(err)
	}
	return claim
}

func TestDestroyByAnAmbiguousID(t *testing.T) {
	m := newMachine(t)
	gone := filepath.Join(m.root, "gone")
	m.claimGone("shop", gone, 1) // the first that is found
	m.claim("shop", 2)
	s := m.sandbox()
	_, err := s.Destroy(t.Context(), DestroyOptions{Instance: "shop", Yes: true})
	if ExitCode(err) != ExitNotTried {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"the id shop is ambiguous", "slot 1 in " + gone + " (stale", "slot 2 in " + m.dir("shop"), "nothing was removed"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	t.Chdir(m.dir("shop"))
	for _, id := range []string{"shop", ""} {
		target, err := removal.Find(s.Stack, ".", id)
		if err != nil || target.Claim.Slot != 2 || target.Claim.Dir != m.dir("shop") {
			t.Errorf("-instance=%s in its directory: got %+v, %v", id, target, err)
		}
	}
}

func TestDestroyOfAMovedInstanceGivesItsClaimBack(t *testing.T) {
	m := newMachine(t)
	s := m.sandbox()
	t.Chdir(m.mkdir("old"))
	if _, err := s.Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(m.dir("old"), m.dir("new")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(m.dir("new"))
	target, err := removal.Find(s.Stack, ".", "")
	if err != nil || target.Claim.Dir != m.dir("new") {
		t.Fatalf("got %+v, %v", target, err)
	}
	if err := identity.Release(target.Claim); err != nil {
		t.Fatal(err)
	}
	if known, _ := claims.All(); len(known) != 0 {
		t.Errorf("left %+v", known)
	}
	if _, err := claims.Kept(target.Claim.Key); !os.IsNotExist(err) {
		t.Errorf("the copy of its file is left: %v", err)
	}
}

func allClaims() []claims.Claim {
	known, _ := claims.All()
	return known
}

func (m *machine) mkdir(name string) string {
	m.t.Helper()
	if err := os.Mkdir(m.dir(name), 0o700); err != nil {
		m.t.Fatal(err)
	}
	return m.dir(name)
}

func TestInitRestoresOnlyWhatIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		options  InitOptions
		restored bool
	}{
		{InitOptions{}, true},
		{InitOptions{Name: "here"}, true},
		{InitOptions{Slot: new(7)}, true},
		{InitOptions{Name: "other"}, false},
		{InitOptions{Slot: new(8)}, false},
	} {
		t.Run(fmt.Sprint(test.options), func(t *testing.T) {
			m := newMachine(t)
			s := m.sandbox()
			t.Chdir(m.mkdir("here"))
			if _, err := s.Init(t.Context(), InitOptions{Slot: new(7)}); err != nil {
				t.Fatal(err)
			}
			before, err := instance.Load(".", small().Scheme())
			if err != nil {
				t.Fatal(err)
			}
			text := m.read("here/" + instance.File)
			if err := os.Remove(instance.File); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Init(t.Context(), test.options); err != nil {
				t.Fatal(err)
			}
			after, err := instance.Load(".", small().Scheme())
			if err != nil || (m.read("here/"+instance.File) == text) != test.restored {
				t.Errorf("got %+v, %v", after, err)
			}
			if sameID := test.options.Name != "other"; (after.Key == before.Key) != sameID {
				t.Errorf("the key was %s and is %s", before.Key, after.Key)
			}
			if own, _ := claims.Of(allClaims(), after); own.Slot != after.Slot || own.Key != after.Key {
				t.Errorf("the claim is %+v", own)
			}
		})
	}
}

func TestAnUnwritableStateFolderIsOneSentence(t *testing.T) {
	m := newMachine(t)
	m.claim("here", 1)
	m.write(filepath.Join(m.dir("here"), "docker-compose.yml"), "services: {api: {image: x}}\n")
	m.write(filepath.Join(m.dir("here"), instance.StateFolder), "a file")
	m.docker(`case "$*" in *config*) echo '{"services":{"api":{}}}' ;; esac`)
	t.Chdir(m.dir("here"))
	_, err := m.sandbox().Up(t.Context(), UpOptions{})
	if ExitCode(err) != ExitNotTried || !strings.Contains(err.Error(), "cannot write to .sandbox") || strings.Contains(err.Error(), "\n") {
		t.Errorf("exit %d, %v", ExitCode(err), err)
	}
}

func TestCopiedStateTellsTheCopyNothing(t *testing.T) {
	m := newMachine(t)
	s := m.sandbox()
	t.Chdir(m.mkdir("here"))
	if _, err := s.Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	m.write(filepath.Join(m.dir("here"), instance.StateFolder, "standing"), "old")
	if err := os.CopyFS(m.dir("copy"), os.DirFS(m.dir("here"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(m.dir("copy"))
	m.write("docker-compose.yml", "services: {}\n")
	var copied *identity.CopyError
	if _, err := s.instance(t.Context()); !errors.As(err, &copied) || copied.Original.Dir != m.dir("here") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(instance.StateFolder)
	var names []string
	for _, entry := range left {
		names = append(names, entry.Name())
	}
	if got := strings.Join(names, " "); got != ".gitignore "+instance.CopiedFile {
		t.Errorf("the state folder has %s, %v", got, err)
	}
}
