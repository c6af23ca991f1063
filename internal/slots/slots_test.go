package slots_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// A declared stack has the ports of its slots. Those that an instance with a derived
// stack has claimed are not given out again.
func TestASlotWithAPortOfADerivedStackIsPassedOver(t *testing.T) {
	t.Setenv(instance.HomeVariable, t.TempDir())
	s := stack.Stack{Services: []stack.Service{{Name: "web", Ports: []ports.Port{ports.Each("WEB_PORT", "web", 42300)}}}}
	other, err := claims.OpenRepository("", "/another/repository")
	if err != nil {
		t.Fatal(err)
	}
	derived := claims.Claim{Slot: 1, ID: "other", Dir: "/another/repository", Created: time.Now(), Key: instance.NewKey(), Ports: []int{42301}}
	if err := other.Take(derived, nil); err != nil {
		t.Fatal(err)
	}
	claim := func(slot int) (claims.Claim, error) {
		dir := t.TempDir()
		wanted := claims.Claim{Slot: slot, ID: "declared", Dir: dir, Created: time.Now(), Key: instance.NewKey()}
		_, claimed, err := slots.Claim(t.Context(), s, dir, wanted, func(report.Event) {})
		return claimed, err
	}
	if _, err := claim(1); err == nil {
		t.Error("slot 1 is given out, whose port is claimed")
	}
	if got, err := claim(identity.AnySlot); err != nil || got.Slot != 2 {
		t.Errorf("got slot %d, %v", got.Slot, err)
	}
}
