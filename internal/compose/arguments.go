package compose

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ownFlags are the flags of docker compose itself that may precede a command. Its
// other flags lead to another project or to other files.
var ownFlags = []string{"--profile", "--progress", "--ansi", "--parallel", "--all-resources", "--dry-run"}

// switches are the flags among them that take no value.
var switches = []string{"--all-resources", "--dry-run"}

// CheckArguments returns an error unless the arguments name a command, and leave it
// to this instance.
func CheckArguments(args []string) error {
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			return nil
		}
		name, _, joined := strings.Cut(args[i], "=")
		if !slices.Contains(ownFlags, name) {
			return fmt.Errorf("%s cannot come before the command: here docker compose is told of this instance alone; the flags that can are %s", name, strings.Join(ownFlags, ", "))
		}
		if !joined && !slices.Contains(switches, name) {
			i++ // its value
		}
	}
	return errors.New(`name a command of docker compose, such as mage sandbox:compose "ps -a"`)
}
