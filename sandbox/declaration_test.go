package sandbox_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/stack"
)

func TestAWrongDeclarationIsRefusedWhole(t *testing.T) {
	s := sandbox.Sandbox{Stack: stack.Stack{
		Services: []stack.Service{
			{Name: "api", Ports: []ports.Port{ports.Each("API_PORT", "api", 3000)}},
			{Name: "web", Ports: []ports.Port{ports.Each("WEB_PORT", "web", 3001)}},
		},
		Checks: []stack.Check{{Name: "API", Services: []string{"db"}}},
	}}
	want := []string{`check API asks service "db"`, "WEB_PORT in slot 0 and API_PORT in slot 1 are both port 3001"}
	for name, use := range map[string]func(context.Context) error{
		"init": func(ctx context.Context) error { _, err := s.Init(ctx, sandbox.InitOptions{}); return err },
		"create": func(ctx context.Context) error {
			_, err := s.Create(ctx, sandbox.CreateOptions{Name: "a"})
			return err
		},
		"down":    func(ctx context.Context) error { _, err := s.Down(ctx, sandbox.DownOptions{}); return err },
		"destroy": func(ctx context.Context) error { _, err := s.Destroy(ctx, sandbox.DestroyOptions{}); return err },
		"prune":   func(ctx context.Context) error { _, err := s.Prune(ctx, sandbox.PruneOptions{}); return err },
		"list":    func(ctx context.Context) error { _, err := s.List(ctx, sandbox.ListOptions{}); return err },
		"up":      func(ctx context.Context) error { _, err := s.Up(ctx, sandbox.UpOptions{}); return err },
		"gate":    func(ctx context.Context) error { _, err := s.Gate(ctx, sandbox.GateOptions{}); return err },
		"doctor":  func(ctx context.Context) error { _, err := s.Doctor(ctx); return err },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
			err := use(t.Context())
			if sandbox.ExitCode(err) != sandbox.ExitNotTried {
				t.Fatalf("exit code %d, %v", sandbox.ExitCode(err), err)
			}
			for _, text := range want {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%v\nlacks %q", err, text)
				}
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}
