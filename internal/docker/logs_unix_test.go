//go:build unix

package docker

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Docker runs Compose as a child, which may miss the signal and keeps stdout.
func TestFollowersEndWithTheirContext(t *testing.T) {
	for name, follow := range map[string]func(context.Context, Project, func()){
		"logs": func(ctx context.Context, p Project, told func()) { p.Follow(ctx, "1", func(string) { told() }) },
		"events": func(ctx context.Context, p Project, told func()) {
			_ = p.Watch(ctx, time.Now(), func(Event) { told() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			script := "#!/bin/sh\ntrap '' INT\necho 'api-1  | up'\necho '{\"Action\": \"start\", \"Actor\": {\"ID\": \"1\"}}'\nsleep 300\n"
			if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				follow(ctx, Project{Name: "a"}, cancel)
				close(ended)
			}()
			select {
			case <-ctx.Done():
			case <-ended:
				t.Fatal("it told of nothing")
			}
			select {
			case <-ended:
			case <-time.After(2 * time.Minute):
				t.Error("it outlives its context")
			}
		})
	}
}
