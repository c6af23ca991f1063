// Package gittest creates git repositories for tests with the git of the machine.
package gittest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Repository creates a repository with one commit on main and returns its
// directory.
func Repository(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "repo")
	Run(t, filepath.Dir(dir), "init", "-q", "-b", "main", dir)
	Write(t, dir, ".gitignore", "*.log\n.env.sandbox\nbuild/\n")
	Commit(t, dir, "first")
	return dir
}

// Run runs git in a directory and returns its output.
func Run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	text, err := Command(dir, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, text)
	}
	return string(text)
}

// Command returns a git command that runs in dir. It has an author and may clone
// from the file system.
func Command(dir string, args ...string) *exec.Cmd {
	options := []string{"-C", dir, "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"}
	return exec.Command("git", append(options, args...)...)
}

// Commit commits all changes in a worktree, or creates an empty commit.
func Commit(t *testing.T, dir, message string) {
	t.Helper()
	Run(t, dir, "add", "-A")
	Run(t, dir, "commit", "-q", "--allow-empty", "-m", message)
}

// Write writes a file and creates the directories above it.
func Write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
