package sandbox

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
)

func TestClaimFollowsInstanceToItsMachine(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	o := sessionOf(t, "api")
	o.Instance.Dir = t.TempDir()
	local, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	claim := newClaim(o.Instance.ID, o.Instance.Dir, o.Instance.Slot)
	claim.Worktree = true
	if err := local.Take(claim, nil); err != nil {
		t.Fatal(err)
	}
	o.Instance.Machine, o.Instance.Variables = "build", map[string]string{"DOCKER_HOST": "ssh://build"}
	for range 2 {
		o.renewClaim()
		known, problems := claims.All()
		if len(known) != 1 || problems != nil {
			t.Fatalf("got %+v, %v", known, problems)
		}
		if c := known[0]; c.Host != "build" || !c.Worktree || c.Engine.DockerHost != "ssh://build" || c.Slot != claim.Slot {
			t.Errorf("got %+v", c)
		}
	}
}
