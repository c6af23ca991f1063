//go:build unix

package compose

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// writerFunc is a writer that calls itself.
type writerFunc func([]byte)

func (f writerFunc) Write(text []byte) (int, error) { f(text); return len(text), nil }

// stubDocker puts a docker command that runs a shell script first in PATH, and returns its
// directory.
func stubDocker(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return dir
}

func TestLogsWaitForTheirReader(t *testing.T) {
	stubDocker(t, "for i in $(seq 2000); do echo 'api-1  | one of many lines, which fill the pipe'; done\n")
	pause := sync.OnceFunc(func() { time.Sleep(4 * time.Second) })
	lines := 0
	reader := writerFunc(func(text []byte) { pause(); lines += bytes.Count(text, []byte("\n")) })
	if err := NewProject("a", nil).Logs(t.Context(), reader, io.Discard, LogOptions{}); err != nil || lines != 2000 {
		t.Errorf("%d lines, %v", lines, err)
	}
}

func TestANetworkThatTheEngineKeepsIsToldWithoutTheProgress(t *testing.T) {
	stubDocker(t, "{ echo ' Container a-web-1 Removed '; echo 'failed to remove network a_default: it has active endpoints'; } >&2; exit 1\n")
	want := "docker compose: failed to remove network a_default: it has active endpoints; " +
		"if `docker network inspect` shows no container on it, restart the engine and try again"
	if err := NewProject("a", nil).Down(t.Context()); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestNoCommandOutlivesItsContext(t *testing.T) {
	fail := func(_ any, err error) error { return err }
	for name, run := range map[string]func(context.Context, Project) error{
		"pull":            func(ctx context.Context, p Project) error { return p.Pull(ctx, "a") },
		"build":           func(ctx context.Context, p Project) error { return p.Build(ctx, "a") },
		"down":            func(ctx context.Context, p Project) error { return p.Down(ctx) },
		"up":              func(ctx context.Context, p Project) error { return p.Up(ctx) },
		"config":          func(ctx context.Context, p Project) error { return fail(p.Config(ctx)) },
		"volume ls":       func(ctx context.Context, p Project) error { return fail(p.VolumesOf(ctx, "")) },
		"image inspect":   func(ctx context.Context, p Project) error { return fail(p.ImageIDs(ctx, "a")) },
		"version":         func(ctx context.Context, p Project) error { return fail(p.Architecture(ctx)) },
		"compose version": func(ctx context.Context, p Project) error { return fail(p.ComposeVersion(ctx)) },
		"ps":              func(ctx context.Context, p Project) error { return fail(p.Reach(ctx)) },
		"logs": func(ctx context.Context, p Project) error {
			return p.Logs(ctx, &docker.Tail{Limit: 1}, io.Discard, LogOptions{})
		},
		"log tail": func(ctx context.Context, p Project) error { p.LogTail(ctx, "a", 1); return ctx.Err() },
		"context inspect": func(ctx context.Context, p Project) error {
			p.Env["DOCKER_CONTEXT"] = "far"
			return fail(p.EngineAddress(ctx))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := stubDocker(t, "trap '' INT TERM\necho > started\nwhile :; do sleep 1; done\n")
			t.Chdir(dir)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- run(ctx, NewProject("a", map[string]string{"COMPOSE_FILE": "compose.yml"})) }()
			for started := false; !started && t.Context().Err() == nil; time.Sleep(5 * time.Millisecond) {
				_, err := os.Stat(filepath.Join(dir, "started"))
				started = err == nil
			}
			cancel()
			select {
			case err := <-ended:
				if err == nil {
					t.Error("it succeeded")
				}
			case <-time.After(time.Minute): // the command itself never ends
				t.Error("it outlives its context")
			}
		})
	}
}
