package removal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// Prune asks, and the answer may take a while.
func TestADirectoryThatIsBackWhenPruneIsAnsweredIsKept(t *testing.T) {
	root := t.TempDir()
	dir, away := filepath.Join(root, "shop"), filepath.Join(t.TempDir(), "away")
	if err := os.Mkdir(filepath.Join(root, "neighbour"), 0o700); err != nil { // an empty parent may be a disk that is not mounted
		t.Fatal(err)
	}
	claim := identity.NewClaim("shop", dir, 1)
	claim.Created = time.Now().Add(-time.Hour)
	gittest.Write(t, away, instance.File, "INSTANCE_ID=shop\nSLOT_NUMBER=1\nSANDBOX_KEY="+claim.Key+"\n")
	l, known := Leftover{Claim: claim}, []claims.Claim{claim}
	if err := l.CheckGone(t.Context(), known); claim.Stale() == nil || err != nil {
		t.Fatalf("it is away, but got %v", err)
	}
	if err := l.CheckGone(t.Context(), nil); err == nil {
		t.Error("its claim is gone, but it is removed")
	}
	rename(t, away, filepath.Join(root, "renamed"))
	if err := l.CheckGone(t.Context(), known); err == nil || !strings.Contains(err.Error(), "same instance") {
		t.Errorf("beside its place: got %v", err)
	}
	rename(t, filepath.Join(root, "renamed"), dir)
	if err := l.CheckGone(t.Context(), known); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("in its place: got %v", err)
	}
}
