//go:build !unix

package bootstrap

import (
	"context"
	"log"

	"github.com/magefile/mage/mage"
)

// run leaves all to mage: without process groups, the console itself tells every process of a Ctrl-C.
func run(_ context.Context, inv mage.Invocation, binary string) (int, error) {
	return mage.RunCompiled(inv, binary, log.New(inv.Stderr, "", 0)), nil
}
