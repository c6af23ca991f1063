// Command picture runs the program in a terminal and draws the screen as docs/run.svg. It
// needs tmux and an instance in the current directory. It stops and starts the instance,
// kills its backend and starts it again.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

const (
	columns, rows = 132, 60
	target        = "docs/run.svg"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := draw(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// draw writes the picture.
func draw(ctx context.Context) error {
	instance, err := godotenv.Read(".env.sandbox")
	if err != nil {
		return fmt.Errorf("this directory is not an instance, run mage sandbox:init first: %w", err)
	}
	if err := exec.CommandContext(ctx, "go", "tool", "mage", "down").Run(); err != nil {
		return fmt.Errorf("go tool mage down: %w", err)
	}
	screen, err := show(ctx,
		"go tool mage up",
		"docker kill "+instance["COMPOSE_PROJECT_NAME"]+"-backend-1",
		"go tool mage gate",
	)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(target, []byte(svg(screen)), 0o644),
		exec.CommandContext(ctx, "go", "tool", "mage", "up").Run(),
	)
}

// show runs commands in a new terminal, one after another, and returns the final lines
// of its screen with their colours.
func show(ctx context.Context, commands ...string) ([]string, error) {
	const server, done = "sandbox-picture", "done"
	tmux := func(args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, "tmux", append([]string{"-L", server, "-f", os.DevNull}, args...)...)
	}
	var script strings.Builder
	for _, command := range commands {
		fmt.Fprintf(&script, "printf '\\033[1m$ %s\\033[0m\\n'; %s; echo\n", command, command)
	}
	fmt.Fprintf(&script, "tmux -L %s wait-for -S %s; sleep 60\n", server, done)

	defer tmux("kill-server").Run()
	start := tmux("new-session", "-d", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows), "sh", "-c", script.String())
	for _, cmd := range []*exec.Cmd{start, tmux("wait-for", done)} {
		if text, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", cmd, err, text)
		}
	}
	text, err := tmux("capture-pane", "-e", "-p").Output()
	return strings.Split(strings.TrimRight(string(text), " \n"), "\n"), err
}
