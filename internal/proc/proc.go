// Package proc runs commands that end when their context does, together with their
// children.
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

// grace is the time that an interrupted command has to end before it and its children are killed. Mage gives the whole
// program five seconds after Ctrl-C.
const grace = time.Second

// Command returns the command of [exec.CommandContext] with two differences. When ctx is done, the command and its children
// are interrupted first and killed a second later. An administrator's tool is also found in the sbin directories, which are
// missing from PATH after a plain su on Debian.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, Find(name), args...)
	cmd.WaitDelay = grace // a process outside the group may hold the streams open
	cancelGroup(cmd)
	return cmd
}

// Find returns the path of an executable. If there is none it returns name, so that starting the command
// reports the error.
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

// Exists reports whether [Find] finds an executable.
func Exists(name string) bool {
	return Find(name) != name
}

// Run runs cmd with its output going to out. The error names the command; the reason is in out.
func Run(cmd *exec.Cmd, out io.Writer) error {
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", display(cmd), err)
	}
	return nil
}

// Output runs cmd and returns its standard output without surrounding white space. The error is the last line
// of standard error, if any.
func Output(cmd *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	if reason := LastLine(stderr.String()); reason != "" {
		return "", fmt.Errorf("%s: %s", display(cmd), reason)
	}
	return "", fmt.Errorf("%s: %w", display(cmd), err)
}

// LastLine returns the last line of text that is not blank. Commands print the reason of a failure
// there.
func LastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// display returns the program and its verb, such as `docker pull` or `go build`.
func display(cmd *exec.Cmd) string {
	name := filepath.Base(cmd.Path)
	if len(cmd.Args) > 1 && !strings.HasPrefix(cmd.Args[1], "-") {
		name += " " + cmd.Args[1]
	}
	return name
}
