package sandbox_test

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/stack"
)

// A program may do what the mage targets do: each use case is a method.
func ExampleSandbox() {
	s := sandbox.Sandbox{Stack: stack.Stack{}} // declare your own, as in the other example
	_, err := s.Gate(context.Background(), sandbox.GateOptions{Timeout: -time.Second})
	fmt.Println(err)
	fmt.Println("exit code", sandbox.ExitCode(err))
	// Output:
	// a timeout of -1s makes no sense: it must be greater than zero and at most 24h0m0s
	// exit code 1
}
