package identity_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

func TestClaimFollowsInstanceToItsMachine(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	in := instance.Instance{ID: "a", Slot: 1, Dir: t.TempDir(), Ports: map[string]int{"T_API_PORT": 21001}}
	local, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	claim := identity.NewClaim(in.ID, in.Dir, in.Slot)
	claim.Worktree = true
	if err := local.Take(claim, nil); err != nil {
		t.Fatal(err)
	}
	in.Machine, in.Variables = "build", map[string]string{"DOCKER_HOST": "ssh://build"}
	for range 2 {
		identity.Renew(workspace.Workspace{Instance: in}, func(report.Event) {})
		known, problems := claims.All()
		if len(known) != 1 || problems != nil {
			t.Fatalf("got %+v, %v", known, problems)
		}
		if c := known[0]; c.Host != "build" || !c.Worktree || c.Engine.DockerHost != "ssh://build" || c.Slot != claim.Slot {
			t.Errorf("got %+v", c)
		}
	}
}
