package claims_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// open returns this machine's register in a new home.
func open(t *testing.T) claims.Register {
	t.Helper()
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	register, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return register
}

func take(t *testing.T, register claims.Register, c claims.Claim) {
	t.Helper()
	if err := register.Take(c, nil); err != nil {
		t.Fatal(err)
	}
}

func TestUpdateAltersAClaim(t *testing.T) {
	register := open(t)
	claim := claims.Claim{Slot: 3, ID: "a", Dir: "/old", Key: instance.NewKey()}
	take(t, register, claim)
	updated, err := register.Update(claim, func(c *claims.Claim) { c.Dir, c.Slot, c.Volumes = "/new", 9, []string{"a_db"} })
	if err != nil || updated.Slot != 3 || updated.Dir != "/new" {
		t.Fatalf("got %+v, %v", updated, err)
	}
	known, problems := register.Claims()
	if len(known) != 1 || problems != nil || known[0].Dir != "/new" || !slices.Equal(known[0].Volumes, []string{"a_db"}) || known[0].Key != claim.Key {
		t.Errorf("got %+v, %v", known, problems)
	}
}

func TestUpdateLeavesAnotherInstancesClaimAlone(t *testing.T) {
	for name, other := range map[string]claims.Claim{
		"another key":               {Slot: 3, ID: "a", Dir: "/a", Key: instance.NewKey()},
		"another directory, no key": {Slot: 3, ID: "a", Dir: "/b"},
		"a free slot":               {Slot: 4, ID: "a", Dir: "/a"},
	} {
		t.Run(name, func(t *testing.T) {
			register := open(t)
			take(t, register, claims.Claim{Slot: 3, ID: "a", Dir: "/a", Key: instance.NewKey()})
			before, _ := register.Claims()
			_, err := register.Update(other, func(c *claims.Claim) { c.ID = "mine" })
			after, _ := register.Claims()
			if !errors.Is(err, claims.ErrClaimed) || len(after) != 1 || after[0].ID != before[0].ID {
				t.Errorf("got %+v, %v", after, err)
			}
		})
	}
}

func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	register := open(t)
	claim := claims.Claim{Slot: 3, ID: "a", Dir: "/a"}
	take(t, register, claim)
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			add := func(c *claims.Claim) {
				if volume := fmt.Sprintf("v%d", i); !slices.Contains(c.Volumes, volume) {
					c.Volumes = append(c.Volumes, volume)
				}
			}
			if _, err := register.Update(claim, add); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if known, _ := register.Claims(); len(known) != 1 || len(known[0].Volumes) != 10 {
		t.Errorf("got %+v", known)
	}
}

func TestClaimIsFoundByKeyBeforeDirectory(t *testing.T) {
	here, moved := instance.NewKey(), instance.NewKey()
	known := []claims.Claim{
		{Slot: 1, ID: "a", Dir: "/a", Key: here},
		{Slot: 2, ID: "a", Dir: "/b", Key: moved},
		{Slot: 3, ID: "old", Dir: "/old"},
	}
	for name, test := range map[string]struct {
		in   instance.Instance
		slot int // 0 for no claim
	}{
		"its own":                       {instance.Instance{ID: "a", Dir: "/a", Key: here}, 1},
		"a moved directory":             {instance.Instance{ID: "a", Dir: "/a", Key: moved}, 2},
		"another key in the directory":  {instance.Instance{ID: "a", Dir: "/a", Key: instance.NewKey()}, 0},
		"of version 0.1":                {instance.Instance{ID: "old", Dir: "/old"}, 3},
		"a claim of version 0.1":        {instance.Instance{ID: "old", Dir: "/old", Key: instance.NewKey()}, 3},
		"another id in the directory":   {instance.Instance{ID: "b", Dir: "/a"}, 0},
		"another directory without key": {instance.Instance{ID: "old", Dir: "/elsewhere"}, 0},
	} {
		claim, found := claims.Of(known, test.in)
		if claim.Slot != test.slot || found != (test.slot != 0) {
			t.Errorf("%s: got slot %d, %t", name, claim.Slot, found)
		}
	}
}
