//go:build e2e && unix

package e2e

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// notInjected holds the causes that other tests cover, cures included, and the one that has
// no cure of its own.
var notInjected = []diagnose.Cause{
	diagnose.EngineGone,       // TestEngineThatIsStartedAgain
	diagnose.NoAddressPool,    // TestEngineWithoutRoomForANetwork
	diagnose.ProviderFailed,   // TestAServiceOfAProviderHasNoContainerAndItsFailureIsItsOwn
	diagnose.WrongInstance,    // TestAProxyThatAsksAnotherInstanceIsCured
	diagnose.SharedName,       // TestAWorkerThatRegistersWithAnotherInstanceIsCured
	diagnose.HookFailed,       // needs a hook: hooks_test.go
	diagnose.DependencyFailed, // always follows another cause, as in "database of a whole stack ends"
}

func TestEveryCauseIsInjected(t *testing.T) {
	for _, e := range diagnose.Causes() {
		injected := slices.ContainsFunc(everyFault, func(f fault) bool { return f.cause == e.Cause })
		if injected == slices.Contains(notInjected, e.Cause) {
			t.Errorf("cause %s: injected is %t", e.Cause, injected)
		}
	}
}
