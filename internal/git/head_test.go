package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestBranch(t *testing.T) {
	root := t.TempDir()
	repo := filepath.Join(root, "repo")
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", repo, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	if err := os.MkdirAll(filepath.Join(repo, "sub", "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	run("init", "-q", "-b", "trunk")
	if got := Branch(repo); got != "trunk" {
		t.Errorf("without a commit: %q", got)
	}
	run("commit", "-q", "--allow-empty", "-m", "first")
	run("worktree", "add", "-q", "-b", "feature/x", "../repo--x")
	run("worktree", "add", "-q", "--detach", "../repo--detached")
	commit := run("rev-parse", "HEAD")
	for dir, want := range map[string]string{
		repo: "trunk", filepath.Join(repo, "sub", "dir"): "trunk", filepath.Join(root, "repo--x"): "feature/x",
		filepath.Join(root, "repo--detached"): commit[:7], filepath.Join(root, "gone"): "",
	} {
		if got := Branch(dir); got != want {
			t.Errorf("%s: got %q, want %q", dir, got, want)
		}
	}
}

func TestBranchOutsideARepository(t *testing.T) {
	for name, content := range map[string]string{"garbage": "\x00\xff", "a link to nothing": "gitdir: /no/such/directory", "a bad link": "gitdir:"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, ".git"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := Branch(dir); got != "" {
			t.Errorf("%s: got %q", name, got)
		}
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, head := range []string{"", "ref: refs/tags/x", "\x1b[2J", "ref: refs/heads/"} {
		if err := os.WriteFile(filepath.Join(dir, ".git", "HEAD"), []byte(head), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := Branch(dir); got != "" {
			t.Errorf("HEAD %q: got %q", head, got)
		}
	}
}
