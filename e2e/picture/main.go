// Command picture runs the program in a terminal and draws the screen as docs/run.svg. The
// program starts a project without a magefile in a temporary directory, and judges it again
// after one of its containers was killed. It needs tmux and the images of `mage setup`.
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
func draw(ctx context.Context) (err error) {
	p, err := newProject(ctx)
	if p != nil {
		defer func() { err = errors.Join(err, p.remove(context.WithoutCancel(ctx))) }()
	}
	if err != nil {
		return err
	}
	screen, err := p.show(ctx, "sandbox up", "docker kill "+name+"-web-1", "sandbox gate")
	if err != nil {
		return err
	}
	return os.WriteFile(target, []byte(svg(screen)), 0o644)
}

// show runs commands in a new terminal in the project, one after another, and returns the
// final lines of its screen with their colours.
func (p *project) show(ctx context.Context, commands ...string) ([]string, error) {
	const server, done = "sandbox-picture", "done"
	tmux := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "tmux", append([]string{"-L", server, "-f", os.DevNull}, args...)...)
		cmd.Dir, cmd.Env = p.dir, p.environment()
		return cmd
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
