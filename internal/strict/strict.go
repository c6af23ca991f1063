// Package strict leaves a test out that takes more than the machine has, except
// where none may be: in CI.
package strict

import (
	"os"
	"testing"
)

// variable has every test that would be left out fail.
const variable = "TEST_STRICT"

// Skip leaves the test out, because of what is missing.
func Skip(t testing.TB, missing any) {
	t.Helper()
	if os.Getenv(variable) != "" {
		t.Fatalf("left out, which %s forbids: %v", variable, missing)
	}
	t.Skip(missing)
}
