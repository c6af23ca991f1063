//go:build unix

package docker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

// knowsBuild is a docker command that has one context.
const knowsBuild = `#!/bin/sh
if [ "$*" != "context inspect --format {{.Endpoints.docker.Host}} -- build" ]; then
	echo "context \"x\": context not found: open /x/meta.json: no such file or directory" >&2
	exit 1
fi
echo ssh://me@build
`

func TestEngineAddress(t *testing.T) {
	for _, test := range []struct{ host, context, current, want, complaint string }{
		{"", "", "", "", ""},
		{"", "", "default", "", ""},
		{"", "default", "build", "", ""},
		{"", "build", "", "ssh://me@build", ""},
		{"", "", "build", "ssh://me@build", ""},
		{"tcp://docker:2375", "build", "build", "tcp://docker:2375", ""}, // wins, as with docker
		{"", "--help", "", "", `docker has no context "--help", which DOCKER_CONTEXT names`},
		{"", "", "lost", "", `docker has no context "lost", which is its current one`},
	} {
		bin, config := t.TempDir(), t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "docker"), []byte(knowsBuild), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(config, "config.json"), []byte(`{"currentContext": "`+test.current+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin)
		t.Setenv("DOCKER_CONFIG", config)
		t.Setenv("DOCKER_CONTEXT", "of-the-shell")
		p := Project{Name: "a", Env: map[string]string{"DOCKER_HOST": test.host, "DOCKER_CONTEXT": test.context}}
		got, err := p.EngineAddress(t.Context())
		if got != test.want || (err != nil) != (test.complaint != "") {
			t.Errorf("%+v: got %q, %v", test, got, err)
		}
		if err != nil && (!strings.HasPrefix(err.Error(), test.complaint) || strings.Contains(err.Error(), "meta.json")) {
			t.Errorf("%+v: %v", test, err)
		}
	}
}

func TestEngineThatTheFileNamesDoesNotAnswer(t *testing.T) {
	t.Setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
	for variable, want := range map[string]string{
		"DOCKER_HOST":    "mend DOCKER_HOST in .env.sandbox",
		"DOCKER_CONTEXT": "mend DOCKER_CONTEXT in .env.sandbox",
		"":               "your shell sets DOCKER_HOST, which counts only in .env.sandbox",
	} {
		bin := t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "docker"), []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin)
		p := Project{Name: "a", Env: map[string]string{"DOCKER_HOST": "", "DOCKER_CONTEXT": ""}}
		p.Env[variable] = "tcp://192.0.2.1:1"
		if _, err := p.Architecture(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", variable, err)
		}
	}
}

func TestDockersConfigurationMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("DOCKER_CONFIG", dir)
			odd(t, filepath.Join(dir, "config.json"))
			if name := currentContext(); name != "" {
				t.Errorf("the current context is %q", name)
			}
		})
	}
}
