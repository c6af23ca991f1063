//go:build !unix

package bootstrap

import (
	"context"
	"log"

	"github.com/magefile/mage/mage"
)

// run leaves everything to mage. There are no process groups, and the console sends Ctrl-C to every
// process.
func run(_ context.Context, inv mage.Invocation, binary string) (int, error) {
	return mage.RunCompiled(inv, binary, log.New(inv.Stderr, "", 0)), nil
}
