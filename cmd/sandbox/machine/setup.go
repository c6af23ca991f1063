// Package machine has the target of the program that prepares the machine. A project with
// a magefile has a setup of its own instead.
package machine

import (
	"context"
	"os"

	"github.com/seed-491dada8/sandbox/sandbox"
)

// Setup installs Docker and Compose where they are missing, or says what to install.
//
// It installs on Debian as root, and changes nothing elsewhere.
//
// Exit codes: 0 nothing is missing any more; 1 something is.
func Setup(ctx context.Context) error {
	return sandbox.Sandbox{}.Setup(ctx, sandbox.SetupOptions{Out: os.Stderr})
}
