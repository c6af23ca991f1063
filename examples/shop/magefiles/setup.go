//go:build mage

package main

import (
	"context"
	"os"

	"github.com/seed-491dada8/sandbox/sandbox"
)

// Setup installs Docker and Compose where they are missing, or says what to install.
//
// Exit codes: 0 nothing is missing any more; 1 something is.
func Setup(ctx context.Context) error {
	return sandbox.Sandbox{}.Setup(ctx, sandbox.SetupOptions{Out: os.Stderr})
}
