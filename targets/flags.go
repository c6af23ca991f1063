package targets

import (
	"os"
	"strings"
)

// dashed are the flags with a dash in their name, which no Go parameter can have,
// and so no flag of mage's.
var dashed = strings.NewReplacer("-adopt-volumes", "-adoptvolumes")

// init gives mage the flags under the names that it knows, before it reads them.
func init() {
	for i, arg := range os.Args {
		if strings.HasPrefix(arg, "-") {
			os.Args[i] = dashed.Replace(arg)
		}
	}
}
