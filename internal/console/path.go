package console

import (
	"fmt"

	"github.com/seed-491dada8/sandbox/report"
)

// Path shows the directory of an instance as it is, on one line. It shows nothing if there
// is none.
func (c *Console) Path(path report.Path) {
	if path.Error == nil && !c.quiet {
		fmt.Fprintln(c.out, path.Directory)
	}
}
