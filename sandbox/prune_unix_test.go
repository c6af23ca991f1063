//go:build unix

package sandbox

import (
	"os"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// `git clean` took the file. Only its copy still has the password of adopted data.
func TestPruneKeepsTheFileOfAdoptedData(t *testing.T) {
	m := newMachine(t)
	m.docker(`case "$*" in version*) echo amd64 ;; volume\ inspect*) echo '[{"Name": "data"}]' ;; esac`)
	t.Chdir(m.mkdir("here"))
	if _, err := m.sandbox().Init(t.Context(), InitOptions{}); err != nil {
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
	if _, err := m.sandbox().Prune(t.Context(), PruneOptions{Yes: true}); err != nil {
		t.Fatal(err)
	}
	t.Chdir(m.dir("here"))
	if _, err := m.sandbox().Init(t.Context(), InitOptions{}); err != nil || m.read("here/"+instance.File) != before {
		t.Errorf("%v, the file is\n%s\nand was\n%s", err, m.read("here/"+instance.File), before)
	}
}
