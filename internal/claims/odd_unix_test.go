//go:build unix

package claims_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestClaimCountsWhileItsFileCannotBeRead(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			odd(t, filepath.Join(dir, instance.File))
			claim := claims.Claim{Dir: dir, ID: "a", Created: time.Now().Add(-time.Hour)}
			if stale := claim.Stale(); stale != nil {
				t.Errorf("it is stale: %v", stale)
			}
		})
	}
}
