package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/ktrdr"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Tests that need the stack start it in their TestMain, which ends with the reason if the
// stack is not ready. The containers run on, so that the next run starts at once.
func ExampleSandbox_Up() {
	testMain := func(m *testing.M) { // is called TestMain in a test
		s := sandbox.Sandbox{Stack: ktrdr.Default(), Dir: "..", Progress: func(e report.Event) {
			if e.Kind == report.EventStep {
				fmt.Fprintln(os.Stderr, e.Text)
			}
		}}
		r, err := s.Up(context.Background(), sandbox.UpOptions{Timeout: 3 * time.Minute})
		for _, c := range r.Checks {
			if c.Status == report.CheckFailed {
				fmt.Fprintln(os.Stderr, c.Name, c.Message, c.Cause, c.Hint)
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(sandbox.ExitCode(err))
		}
		os.Exit(m.Run())
	}
	_ = testMain
}
