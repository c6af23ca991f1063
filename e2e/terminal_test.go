//go:build e2e && unix

package e2e

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/screentest"
)

// onTerminal starts a target on a terminal with colours and without links.
func (in *instance) onTerminal(t *testing.T, columns, rows int, args ...string) (*screentest.Screen, *exec.Cmd) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	t.Cleanup(cancel)
	cmd := in.command(ctx, args...)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{"NO_COLOR", "CI", "GITHUB_ACTIONS", "FORCE_HYPERLINK"}, name)
	})
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "FORCE_HYPERLINK=0")
	screen := screentest.New(t, columns, rows)
	screen.Start(t, cmd)
	return screen, cmd
}

// serving returns an instance with one service that answers.
func serving(t *testing.T) *instance {
	t.Helper()
	return fault{stack: services{"backend": faulty("serve", "depends_on: !reset []")}}.prepare(t)
}

// spinner holds the frames that mark a check that still waits.
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

func TestUpOnATerminal(t *testing.T) {
	t.Parallel()
	in := serving(t)
	for _, size := range [][2]int{{60, 60}, {200, 60}, {10, 120}} { // the first start is cold
		screen, cmd := in.onTerminal(t, size[0], size[1], "sandbox:up")
		if code := screentest.ExitCode(t, cmd); code != 0 {
			t.Errorf("exit code %d", code)
		}
		screen.IsLeftInOrder(t)
		seen := strings.Join(screen.Lines(), "\n")
		if size[0] >= 60 {
			for _, text := range []string{"✓ Backend healthy\n", "Startability Gate: PASSED\n", "\nStart-up, in ─ created ━ started ● ready:\n  backend ", "\nInstance ready ("} {
				if !strings.Contains(seen, text) {
					t.Errorf("%d columns do not show %q:\n%s", size[0], text, seen)
				}
			}
		}
		if strings.ContainsAny(seen, spinner) {
			t.Errorf("a spinner is left:\n%s", seen)
		}
		if !strings.ContainsAny(screen.Raw(), spinner) {
			t.Error("no spinner was shown")
		}
	}
}

func TestGateOnATerminalWaitsForNoStart(t *testing.T) {
	t.Parallel()
	in := serving(t)
	in.run(t, "sandbox:up").exits(t, 0)
	screen, cmd := in.onTerminal(t, 80, 60, "sandbox:gate")
	if code := screentest.ExitCode(t, cmd); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if raw := screen.Raw(); strings.Contains(raw, "docker compose up") {
		t.Errorf("it waits for a start that never began: %q", raw)
	}
}

func TestStatusWatchRedrawsInPlaceUntilInterrupted(t *testing.T) {
	t.Parallel()
	in := serving(t)
	in.run(t, "sandbox:up").exits(t, 0)
	screen, cmd := in.onTerminal(t, 100, 40, "sandbox:status", "-watch")
	screen.Until(t, "Status: running", "(healthy)")
	mustDocker(t, "kill", in.container(t, "backend"))
	screen.Until(t, "Status: stopped", "(exited with code 137)")
	if seen := strings.Join(screen.Lines(), "\n"); strings.Count(seen, "Instance: ") != 1 || strings.Contains(seen, "(healthy)") {
		t.Errorf("not drawn in place:\n%s", seen)
	}
	screen.Resize(t, 60, 40)
	screen.Type(t, "\x03")
	if code := screentest.ExitCode(t, cmd); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	screen.IsLeftInOrder(t)
}

func TestStatusWatchOffATerminalPrintsChanges(t *testing.T) {
	t.Parallel()
	in := serving(t)
	in.run(t, "sandbox:up").exits(t, 0)
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	cmd := in.command(ctx, "sandbox:status", "-watch")
	stdout := &growing{}
	cmd.Stdout = stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is shown", func() bool { return strings.Contains(stdout.String(), "Workers:\n") })
	mustDocker(t, "kill", in.container(t, "backend"))
	eventually(t, "the change is shown", func() bool { return strings.Contains(stdout.String(), "\n\nInstance: "+in.id) })
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	if code := screentest.ExitCode(t, cmd); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	r := result{"mage sandbox:status -watch", stdout.String(), "", 0}
	r.isClean(t)
	r.shows(t, "Status: running\n", "\n\nInstance: ", "Status: stopped\n", "(exited with code 137)")
}

// However a start is interrupted, the terminal is left in order. The second Ctrl-C
// ends mage at once.
func TestInterruptedUpLeavesTheTerminalInOrder(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"once": "\x03", "twice": "\x03\x03"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fault{stack: services{"backend": faulty("deaf", "depends_on: !reset []")}}.prepare(t)
			screen, cmd := in.onTerminal(t, 80, 40, "sandbox:up")
			screen.Until(t, "Backend (")
			for _, key := range keys {
				screen.Type(t, string(key))
			}
			if code := screentest.ExitCode(t, cmd); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			screen.IsLeftInOrder(t)
			seen := strings.Join(screen.Lines(), "\n")
			if strings.Count(seen, "Starting instance: ") != 1 || strings.Count(seen, " Backend") != 1 || name == "once" && !strings.Contains(seen, "\nError: interrupted") {
				t.Errorf("the end is not clean:\n%s", seen)
			}
		})
	}
}

// growing is a buffer that is read while it is written.
type growing struct {
	mu   sync.Mutex
	text strings.Builder
}

func (g *growing) Write(text []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.Write(text)
}

func (g *growing) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}

// A shell in a container controls the terminal: it gets the input, including
// Ctrl-C, and knows the terminal's size.
func TestComposeLeavesTheTerminalToTheContainer(t *testing.T) {
	in := healthy(t)
	for name, command := range map[string]func(ctx context.Context) *exec.Cmd{
		"compiled": func(ctx context.Context) *exec.Cmd { return in.command(ctx, "sandbox:compose", "exec db sh") },
		"go tool": func(ctx context.Context) *exec.Cmd {
			cmd := exec.CommandContext(ctx, "go", "tool", "mage", "-w", in.dir, "sandbox:compose", "exec db sh")
			cmd.Dir, cmd.Env = suite.root, append(slices.Clone(suite.env), in.env...)
			return cmd
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
			defer cancel()
			cmd := command(ctx)
			screen := screentest.New(t, 100, 40)
			screen.Start(t, cmd)
			screen.Until(t, "#")
			screen.Type(t, "echo $((6*7)); sleep 1000\n")
			screen.Until(t, "\n42")
			screen.Type(t, "\x03")
			screen.Until(t, "^C\n#")
			screen.Type(t, "echo $((6*8))\n")
			screen.Until(t, "\n48")
			screen.Resize(t, 90, 30)
			screen.Type(t, "until [ \"$(stty size)\" = '30 90' ]; do sleep 0.1; done; echo resized\n")
			screen.Until(t, "\nresized")
			screen.Type(t, "exit 0\n")
			if code := screentest.ExitCode(t, cmd); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
