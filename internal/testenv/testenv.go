// Package testenv isolates tests from the shell that starts them.
package testenv

import (
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Isolate removes inherited settings from this process: variables for git, Compose, mage and the sandbox, the user's
// git configuration, ignored signals, and symbolic links in the path of temporary files. Call it from TestMain.
func Isolate() {
	DefaultSignals()
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if leadsElsewhere(name) {
			os.Unsetenv(name)
		}
	}
	if dir, err := filepath.EvalSymlinks(os.TempDir()); err == nil {
		os.Setenv("TMPDIR", dir)
	}
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
		// In CI the checkout may belong to another user.
		"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
	} {
		os.Setenv(name, value)
	}
}

// IsolateFromEngine also removes the variables that select a Docker engine.
func IsolateFromEngine() {
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"} {
		os.Unsetenv(name)
	}
}

func leadsElsewhere(name string) bool {
	prefixes := []string{"KTRDR_", "SANDBOX_", "COMPOSE_", "GITHUB_", "GITLAB_", "MAGEFILE_", "GIT_"}
	// MAKEFLAGS and its kin would change the output of make in tests.
	names := []string{"CI", "INSTANCE_ID", "SLOT_NUMBER", "CREATED_AT", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
	return slices.Contains(names, name) || slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// DefaultSignals lets signals end the children of this process, even if this process ignores these signals because
// nohup or a shell's & started it. Children inherit ignored signals but not handlers.
func DefaultSignals() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}
