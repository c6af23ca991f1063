package console

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// Ask puts a yes-or-no question to the person at the terminal. Asked is false
// where there is none to ask.
func (c *Console) Ask(question string) (yes, asked bool) {
	if !isTerminal(os.Stdin) || !isTerminal(c.stderr) {
		return false, false
	}
	fmt.Fprintf(c.stderr, "%s [y/N] ", question)
	answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return false, true
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", true
}

// Streams are the console's own, for output that is passed through.
func (c *Console) Streams() (stdout, stderr *os.File) { return c.stdout, c.stderr }
