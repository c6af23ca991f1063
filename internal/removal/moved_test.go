package removal

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

func TestStaleClaimOfAWorktreeThatGitStillHas(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, main, dir string)
		want   string // "" where it is gone
	}{
		"moved": {func(t *testing.T, main, dir string) {
			gittest.Run(t, main, "worktree", "move", dir, t.TempDir()+"/new")
		}, "/new is the same instance"},
		"renamed beside it": {func(t *testing.T, _, dir string) { rename(t, dir, dir+"-renamed") }, "-renamed is the same instance"},
		"locked": {func(t *testing.T, main, dir string) {
			gittest.Run(t, main, "worktree", "lock", "--reason", "on a disk", dir)
			rename(t, dir, t.TempDir()+"/unknown")
		}, "git keeps its worktree locked (on a disk)"},
		"deleted": {func(t *testing.T, _, dir string) { rename(t, dir, t.TempDir()+"/unknown") }, ""},
	} {
		for _, recorded := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, repository recorded: %t", name, recorded), func(t *testing.T) {
				main := gittest.Repository(t)
				dir := main + "--feat"
				gittest.Run(t, main, "worktree", "add", "-q", dir)
				claim := identity.NewClaim("feat", dir, 3)
				claim.Created = time.Now().Add(-time.Hour)
				gittest.Write(t, dir, instance.File, fmt.Sprintf("INSTANCE_ID=feat\nSLOT_NUMBER=3\nSANDBOX_KEY=%s\n", claim.Key))
				if !recorded {
					claim.GitDir = ""
				}
				test.change(t, main, dir)
				if claim.Stale() == nil {
					t.Fatal("it is not stale")
				}
				err := mayExist(t.Context(), claim, []claims.Claim{claim, {Dir: main, GitDir: git.Dir(main)}})
				if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("got %v, want %q", err, test.want)
				}
			})
		}
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
