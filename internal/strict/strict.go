// Package strict skips tests that need something the machine does not have. In CI it
// fails them instead.
package strict

import (
	"os"
	"testing"
)

// variable makes every test fail that would be skipped.
const variable = "TEST_STRICT"

// Skip skips the test, because something is missing.
func Skip(t testing.TB, missing any) {
	t.Helper()
	if os.Getenv(variable) != "" {
		t.Fatalf("skipped, which %s forbids: %v", variable, missing)
	}
	t.Skip(missing)
}
