// Package proc runs commands that end with their context, children included.
package proc

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// grace is the time that an interrupted command has to end by itself, before it and its children are killed. Mage gives the
// whole program five seconds after Ctrl-C.
const grace = time.Second

// Command returns exec.CommandContext's command with two differences. When ctx ends, the command and its children are interrupted
// as by Ctrl-C, and killed a second later. And an administrator's tool is found in the sbin directories although they are
// missing from PATH, as they are after a plain su on Debian.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, Find(name), args...)
	cmd.WaitDelay = grace // for the streams, which a process outside the group may hold
	cancelGroup(cmd)
	return cmd
}

// Find returns the path of an executable, or name itself where there is none, so that starting it says so.
func Find(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/local/sbin", "/usr/sbin", "/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	return name
}

// Exists reports whether Find finds an executable of that name.
func Exists(name string) bool {
	return Find(name) != name
}

// Run runs cmd to its end with its output going to out. The error names the command; what went wrong stands in out.
func Run(cmd *exec.Cmd, out io.Writer) error {
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", display(cmd), err)
	}
	return nil
}

// Output runs cmd to its end and returns its standard output without surrounding white space. The error is the
// last line the command wrote to standard error, if any.
func Output(cmd *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	if said := LastLine(stderr.String()); said != "" {
		return "", fmt.Errorf("%s: %s", display(cmd), said)
	}
	return "", fmt.Errorf("%s: %w", display(cmd), err)
}

// LastLine returns the last line of text that is not blank: where commands put the reason they failed.
func LastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// display names a command by its program and its verb: `docker pull`, `go build`.
func display(cmd *exec.Cmd) string {
	name := filepath.Base(cmd.Path)
	if len(cmd.Args) > 1 && !strings.HasPrefix(cmd.Args[1], "-") {
		name += " " + cmd.Args[1]
	}
	return name
}
