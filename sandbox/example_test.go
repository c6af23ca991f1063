package sandbox_test

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/stack"
)

// A program may do what the mage targets do: each use case is a method.
func ExampleSandbox() {
	s := sandbox.Sandbox{Stack: stack.Stack{}} // declare your own, as in the other example
	err := s.Gate(context.Background(), sandbox.GateOptions{Timeout: "soon"})
	fmt.Println(err)
	fmt.Println("exit code", sandbox.ExitCode(err))
	// Output:
	// -timeout=soon: it must be a time greater than zero and of a day at most, such as 120s, 2m or 120
	// exit code 1
}
