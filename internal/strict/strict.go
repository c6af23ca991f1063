// Package strict skips tests that need something the machine lacks. In CI it fails
// them instead.
package strict

import (
	"os"
	"testing"
)

// variable turns every skip into a failure.
const variable = "TEST_STRICT"

// Skip skips the test and names what is missing.
func Skip(t testing.TB, missing any) {
	t.Helper()
	if os.Getenv(variable) != "" {
		t.Fatalf("skipped, which %s forbids: %v", variable, missing)
	}
	t.Skip(missing)
}
