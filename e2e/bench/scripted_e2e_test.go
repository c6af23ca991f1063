//go:build e2e && unix

package main

import (
	"context"
	"testing"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
)

// The whole series of mage bench takes 200 starts.
func TestScriptedStartsNeverPassEarly(t *testing.T) {
	in, err := testbed.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Remove(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	if err := in.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := measureScripted(t.Context(), in, options{scripted: 20}); err != nil {
		t.Error(err)
	}
}
