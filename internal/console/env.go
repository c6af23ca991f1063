package console

import (
	"maps"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// Env writes lines that a POSIX shell evaluates. It writes nothing for an instance
// that could not be read, and leaves out names that no shell can hold.
func (c *Console) Env(e report.Env) {
	if e.Error != nil {
		return
	}
	for _, name := range e.Unset {
		if shell.IsName(name) {
			c.result("unset %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Variables)) {
		if shell.IsName(name) {
			c.result("export %s=%s", name, shell.Quote(e.Variables[name]))
		}
	}
}
