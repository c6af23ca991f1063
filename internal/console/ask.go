package console

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Ask asks the person at the terminal a yes-or-no question. Asked is false if there is
// no terminal. If ctx ends first, the answer is no.
func (c *Console) Ask(ctx context.Context, question string) (yes, asked bool) {
	if !isTerminal(os.Stdin) || !isTerminal(c.stderr) {
		return false, false
	}
	fmt.Fprintf(c.stderr, "%s [y/N] ", plain.Text(called.Text(question)))
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(os.Stdin).ReadString('\n') // an answer without a line end counts, too
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes", true
	case <-ctx.Done():
		return false, true
	}
}
