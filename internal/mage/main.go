// Command mage runs this module's Mage targets: `go tool mage TARGET`.
package main

import (
	"os"

	"github.com/seed-491dada8/sandbox/internal/mage/bootstrap"
)

func main() {
	os.Exit(bootstrap.Main(os.Args[1:]))
}
