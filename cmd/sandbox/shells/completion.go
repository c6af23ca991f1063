// Package shells has the target of the program that lets a shell complete its command lines.
// Mage brings its own completion for magefiles.
package shells

import (
	"fmt"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/completion"
)

// Completion prints a script for bash, zsh or fish that completes targets, flags, services and instances.
//
//	source <(sandbox completion bash)
//	source <(sandbox completion zsh)
//	sandbox completion fish | source
//
// Exit codes: 0 printed; 1 there is none for this shell.
func Completion(shell string) error {
	script, err := completion.Script(shell)
	if err != nil {
		return mg.Fatal(1, err)
	}
	fmt.Print(script)
	return nil
}
