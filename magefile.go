//go:build ignore

// Runs this module's Mage targets with nothing installed but Go: `go run magefile.go TARGET`.
// `go run` ends with 1 whatever the target's exit code was; `go tool mage TARGET` keeps it.
package main

import (
	"os"

	"github.com/seed-491dada8/sandbox/internal/mage/bootstrap"
)

func main() {
	os.Exit(bootstrap.Main(os.Args[1:]))
}
