package provision

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/testenv"
	"github.com/seed-491dada8/sandbox/report"
)

func TestMain(m *testing.M) {
	testenv.Isolate()
	testenv.IsolateFromEngine()
	os.Exit(m.Run())
}

// The init that comes too late may be the one whose claim the quicker one found.
func TestInitThatComesTooLateLeavesTheClaimOfTheInstance(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	t.Setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
	dir := t.TempDir()
	p := Provisioner{Progress: func(report.Event) {}}
	made, err := p.Directory(t.Context(), dir, identity.AnySlot, "late")
	if err != nil || made.State != report.InitCreated {
		t.Fatalf("got %+v, %v", made, err)
	}
	if err := p.giveBack(made.Claim); err != nil {
		t.Error(err)
	}
	if known, _ := claims.All(); len(known) != 1 {
		t.Fatalf("claims %+v", known)
	}
	if err := os.Remove(filepath.Join(dir, instance.File)); err != nil {
		t.Fatal(err)
	}
	if err := p.giveBack(made.Claim); err != nil {
		t.Error(err)
	}
	if known, _ := claims.All(); len(known) != 0 {
		t.Errorf("without an instance the claim is left: %v", known)
	}
}
