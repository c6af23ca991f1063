//go:build e2e && unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/screentest"
)

// Each shell completes on a terminal what a person types, up to the key Tab.
func TestShellsCompleteTheProgram(t *testing.T) {
	t.Parallel()
	dir, env := completable(t)
	for _, shell := range []struct {
		path, setup string
		arguments   []string
	}{
		{"/bin/bash", "source <(sandbox completion bash)", []string{"--noprofile", "--norc"}},
		{"/usr/bin/zsh", "autoload -U compinit; compinit -u -D; source <(sandbox completion zsh)", []string{"-f"}},
		{"/usr/bin/fish", "sandbox completion fish | source", []string{"--no-config"}},
	} {
		t.Run(filepath.Base(shell.path), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), debian(t, shell.path), append(shell.arguments, "-i")...)
			cmd.Dir, cmd.Env = dir, env
			screen := screentest.New(t, 100, 40)
			screen.Start(t, cmd)
			screen.Type(t, shell.setup+"; echo is' 'set\r")
			screen.Until(t, "is set")
			for _, step := range [][2]string{
				{"sandbox tim\t", "sandbox timings"},
				{"-js\t", "sandbox timings -json"},
				{"\x15sandbox des\t-inst\t", "sandbox destroy -instance="},
				{"pla\t", "sandbox destroy -instance=plant"},
				{"\x15sandbox logs -serv\t", "sandbox logs -service="},
				{"data\t", "sandbox logs -service=database"},
				{"\x15sandbox logs -instance=plant -serv\t", "sandbox logs -instance=plant -service="},
				{"w\t", "sandbox logs -instance=plant -service=web"},
				{"\x15sandbox completion z\t", "sandbox completion zsh"},
				{"\x15sandbox help pru\t", "sandbox help prune"},
			} {
				screen.Type(t, step[0])
				screen.Until(t, step[1])
			}
			screen.Type(t, "\x15exit\r")
			if code := screentest.ExitCode(t, cmd); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// completable returns a directory with an instance, and the environment of a shell that
// has the program on its path.
func completable(t *testing.T) (dir string, env []string) {
	t.Helper()
	programs := filepath.Dir(program(t))
	dir = filepath.Join(t.TempDir(), "plant")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	const project = "services: {database: {image: x, ports: ['5432']}, web: {image: x}}\n"
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(project), 0o600); err != nil {
		t.Fatal(err)
	}
	env = append(slices.Clone(suite.env), machine.HomeVariable+"="+t.TempDir(), "HOME="+t.TempDir(), "TERM=xterm", "PS1=> ",
		"PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	initialise := exec.Command(filepath.Join(programs, "sandbox"), "init")
	initialise.Dir, initialise.Env = dir, append(slices.Clone(env), "HOME="+os.Getenv("HOME")) // Compose is in it
	if _, err := output(initialise); err != nil {
		t.Fatal(err)
	}
	return dir, env
}
