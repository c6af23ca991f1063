//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// Prune asks, and the answer may take a while.
func TestPruneKeepsADirectoryThatIsBackWhenItIsAnswered(t *testing.T) {
	m := newMachine(t)
	m.claim("shop", 1)
	away := filepath.Join(t.TempDir(), "away")
	rename(t, m.dir("shop"), away)
	m.mkdir("neighbour") // an empty parent may be a disk that is not mounted
	l := leftover{claim: allClaims()[0]}
	if err := l.isBack(t.Context(), allClaims()); l.claim.Stale() == nil || err != nil {
		t.Fatalf("it is away, but got %v", err)
	}
	if err := l.isBack(t.Context(), nil); err == nil {
		t.Error("its claim is gone, but it is removed")
	}
	rename(t, away, m.dir("renamed"))
	if err := l.isBack(t.Context(), allClaims()); err == nil || !strings.Contains(err.Error(), "same instance") {
		t.Errorf("beside its place: got %v", err)
	}
	rename(t, m.dir("renamed"), m.dir("shop"))
	if err := l.isBack(t.Context(), allClaims()); err == nil || !strings.Contains(err.Error(), m.dir("shop")) {
		t.Errorf("in its place: got %v", err)
	}
}

// `git clean` took the file. Only its copy still has the password of adopted data.
func TestPruneKeepsTheFileOfAdoptedData(t *testing.T) {
	m := newMachine(t)
	m.docker(`case "$*" in version*) echo amd64 ;; volume\ inspect*) echo '[{"Name": "data"}]' ;; esac`)
	t.Chdir(m.mkdir("here"))
	if err := m.sandbox().Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	register, err := claims.Open("")
	if err == nil {
		_, err = register.Update(allClaims()[0], func(c *claims.Claim) { c.Volumes, c.Created = []string{"data"}, c.Created.AddDate(-1, 0, 0) })
	}
	if err != nil {
		t.Fatal(err)
	}
	before := m.read("here/" + instance.File)
	if err := os.Remove(instance.File); err != nil {
		t.Fatal(err)
	}
	t.Chdir(m.root)
	if err := m.sandbox().Prune(t.Context(), PruneOptions{Yes: true}); err != nil {
		t.Fatal(err)
	}
	t.Chdir(m.dir("here"))
	if err := m.sandbox().Init(t.Context(), InitOptions{}); err != nil || m.read("here/"+instance.File) != before {
		t.Errorf("%v, the file is\n%s\nand was\n%s", err, m.read("here/"+instance.File), before)
	}
}
