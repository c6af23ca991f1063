package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Query is a read-only git command.
type Query struct {
	Dir   string   // directory to run in
	Env   []string // variables in addition to the caller's
	Stdin string
	Args  []string
}

// Run runs the query and returns its standard output without the final newline. The
// query takes no locks and runs neither hooks nor fsmonitor.
func (q Query) Run(ctx context.Context) (string, error) {
	quiet := []string{
		"--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.hooksPath=" + os.DevNull,
	}
	return q.run(ctx, quiet)
}

// Read runs a query in a directory.
func Read(ctx context.Context, dir string, args ...string) (string, error) {
	return Query{Dir: dir, Args: args}.Run(ctx)
}

// run runs a git command that changes the repository. The repository's hooks run
// too.
func run(ctx context.Context, dir string, args ...string) (string, error) {
	return Query{Dir: dir, Args: args}.run(ctx, nil)
}

func (q Query) run(ctx context.Context, options []string) (string, error) {
	args := append([]string{"-C", q.Dir}, options...)
	cmd := proc.Command(ctx, "git", append(args, q.Args...)...)
	cmd.Env = append(append(environment(), "LC_ALL=C"), q.Env...)
	cmd.Stdin = strings.NewReader(q.Stdin)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	reason := reasonIn(stderr.String())
	switch {
	case err == nil:
		return strings.TrimSuffix(stdout.String(), "\n"), nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("git %s was interrupted: %w", q.Args[0], ctx.Err())
	case strings.Contains(stderr.String(), "detected dubious ownership"):
		return "", notTrusted(stderr.String())
	case reason != "":
		return "", fmt.Errorf("git %s: %s", q.Args[0], reason)
	default:
		return "", fmt.Errorf("git %s: %w", q.Args[0], err)
	}
}

// network runs a git command that asks a remote. Nobody can answer questions of git or ssh
// then, so they fail instead of waiting.
func network(ctx context.Context, dir string, args ...string) (string, error) {
	env := []string{"GIT_TERMINAL_PROMPT=0"}
	configured, _ := Read(ctx, dir, "config", "core.sshCommand")
	if os.Getenv("GIT_SSH_COMMAND") == "" && os.Getenv("GIT_SSH") == "" && configured == "" {
		env = append(env, "GIT_SSH_COMMAND=ssh -o BatchMode=yes")
	}
	return Query{Dir: dir, Env: env, Args: args}.run(ctx, nil)
}

// reasonIn returns the line of git's standard error that says why it failed: its first fatal
// one, else the last. Before a lost connection, ssh has said more.
func reasonIn(stderr string) string {
	var before string
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(plain.Line(line))
		if reason, fatal := strings.CutPrefix(line, "fatal: "); fatal {
			if before != "" && strings.HasPrefix(reason, "Could not read from remote repository") {
				return before
			}
			return reason
		}
		before = line
	}
	return plain.Line(proc.LastLine(stderr))
}

// errNotTrusted is the error of git on a repository that another user owns.
var errNotTrusted = errors.New("git does not trust this repository, because another user owns it")

// notTrusted returns errNotTrusted with the command that git suggests.
func notTrusted(stderr string) error {
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(plain.Line(line)); strings.HasPrefix(line, "git config --global --add safe.directory ") {
			return fmt.Errorf("%w; if you do, type `%s`", errNotTrusted, line)
		}
	}
	return errNotTrusted
}

// local holds the variables that point git at another repository. Git exports some
// of them to hooks.
var local = map[string]bool{
	"GIT_DIR": true, "GIT_WORK_TREE": true, "GIT_IMPLICIT_WORK_TREE": true, "GIT_COMMON_DIR": true, "GIT_INDEX_FILE": true, "GIT_PREFIX": true,
	"GIT_NAMESPACE": true, "GIT_OBJECT_DIRECTORY": true, "GIT_ALTERNATE_OBJECT_DIRECTORIES": true, "GIT_SHALLOW_FILE": true,
	"GIT_GRAFT_FILE": true, "GIT_REPLACE_REF_BASE": true, "GIT_NO_REPLACE_OBJECTS": true,
}

// environment returns the caller's variables without the local ones.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); !local[name] {
			kept = append(kept, variable)
		}
	}
	return kept
}
