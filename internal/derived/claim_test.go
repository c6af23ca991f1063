package derived_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
)

// web publishes a port and a range.
var web = []derive.Port{
	{Key: "web/80/tcp", Variable: "WEB", Service: "web", Protocol: "tcp", First: 8080, Width: 1},
	{Key: "media/90/udp", Variable: "MEDIA", Service: "media", Protocol: "udp", First: 9000, Width: 3},
}

func free(context.Context, ports.Binding) (bool, error) { return false, nil }

func wanted(t *testing.T, repository string, n int) claims.Claim {
	t.Helper()
	id := fmt.Sprintf("%s-%d", repository, n)
	return claims.Claim{Slot: -1, ID: id, Dir: filepath.Join(t.TempDir(), id), Created: time.Now(), Key: instance.NewKey(), Repository: "/" + repository, Mark: id}
}

func TestSlotsAreNumberedPerRepositoryAndPortsPerHost(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	const repositories, worktrees = 10, 10
	slots := make(map[string]bool)
	used := make(map[int]string)
	var mu sync.Mutex
	var all sync.WaitGroup
	for r := range repositories {
		for n := range worktrees {
			next := wanted(t, fmt.Sprintf("repository%d", r), n)
			all.Go(func() {
				claim, numbers, err := derived.Claim(t.Context(), web, next, nil, free)
				mu.Lock()
				defer mu.Unlock()
				slot := fmt.Sprint(claim.Repository, claim.Slot)
				if err != nil || slots[slot] || claim.Slot > worktrees || len(claim.Ports) != 4 || numbers["WEB"] == 0 {
					t.Errorf("%s: slot %d, ports %v, %v", claim.ID, claim.Slot, claim.Ports, err)
				}
				slots[slot] = true
				for _, port := range claim.Ports {
					if other := used[port]; other != "" {
						t.Errorf("port %d is given to %s and %s", port, other, claim.ID)
					}
					used[port] = claim.ID
				}
			})
		}
	}
	all.Wait()
	if known, problems := claims.All(); len(known) != repositories*worktrees || len(problems) > 0 {
		t.Errorf("%d claims, %v", len(known), problems)
	}
}

func TestClaimedAndUsedPortsArePassedOver(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	first, numbers, err := derived.Claim(t.Context(), web, wanted(t, "a", 1), nil, free)
	if err != nil || first.Slot != 1 || numbers["WEB"] != 8180 || numbers["MEDIA"] != 9100 {
		t.Fatalf("slot %d, %v, %v", first.Slot, numbers, err)
	}
	inUse := func(_ context.Context, port ports.Binding) (bool, error) { return port.Port == 8181, nil }
	second, numbers, err := derived.Claim(t.Context(), web, wanted(t, "b", 1), nil, inUse)
	if err != nil || second.Slot != 1 || numbers["WEB"] != 8182 || numbers["MEDIA"] != 9103 {
		t.Fatalf("slot %d, %v, %v", second.Slot, numbers, err)
	}
}

func TestTheNumbersOfSlot0MayNotBeClaimed(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	zero := wanted(t, "a", 1)
	zero.Slot = 0
	if _, numbers, err := derived.Claim(t.Context(), web, zero, nil, free); err != nil || numbers["WEB"] != 8080 {
		t.Fatalf("%v, %v", numbers, err)
	}
	other := wanted(t, "b", 1)
	other.Slot = 0
	if _, _, err := derived.Claim(t.Context(), web, other, nil, free); err == nil {
		t.Error("a claimed port is given out again")
	}
}

func TestExtendMovesNoPort(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	claim, before, err := derived.Claim(t.Context(), web, wanted(t, "a", 1), nil, free)
	if err != nil {
		t.Fatal(err)
	}
	more := append([]derive.Port{{Key: "api/80/tcp", Variable: "API", Service: "api", Protocol: "tcp", First: 8080, Width: 1}}, web...)
	after, err := derived.Extend(t.Context(), more, claim, before, free)
	if err != nil || after["WEB"] != before["WEB"] || after["MEDIA"] != before["MEDIA"] || after["API"] != 8181 {
		t.Errorf("got %v, %v; it was %v", after, err, before)
	}
	known, _ := claims.All()
	if len(known) != 1 || len(known[0].Ports) != 5 {
		t.Errorf("got %+v", known)
	}
}

// What is foreseen is what is claimed then.
func TestTheSlotAndThePortsAreForeseen(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	for n, slot := range []int{1, 2, 3} {
		next := wanted(t, "shop", n)
		foreseen, ports, err := derived.Foresee(t.Context(), web, next, free)
		if err != nil || foreseen != slot {
			t.Errorf("slot %d is foreseen, %v; want %d", foreseen, err, slot)
		}
		claim, numbers, err := derived.Claim(t.Context(), web, next, nil, free)
		if err != nil || claim.Slot != slot || !maps.Equal(numbers, ports) {
			t.Errorf("slot %d with %v is claimed, %v; foreseen was %v", claim.Slot, numbers, err, ports)
		}
	}
	_, ports, err := derived.Foresee(t.Context(), web, wanted(t, "other", 1), free)
	if err != nil || ports["WEB"] == 8180 {
		t.Errorf("a port of another repository's instance is foreseen: %v, %v", ports, err)
	}
}
