package console

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Ask puts a yes-or-no question to the person at the terminal. Asked is false
// where there is none to ask. Whoever ends ctx has not agreed.
func (c *Console) Ask(ctx context.Context, question string) (yes, asked bool) {
	if !isTerminal(os.Stdin) || !isTerminal(c.stderr) {
		return false, false
	}
	fmt.Fprintf(c.stderr, "%s [y/N] ", plain.Text(question))
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(os.Stdin).ReadString('\n') // of half a line, only yes is yes
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes", true
	case <-ctx.Done():
		return false, true
	}
}
