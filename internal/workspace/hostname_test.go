package workspace_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

func TestAStackMayGiveEachInstanceAHostName(t *testing.T) {
	for name, test := range map[string]struct {
		file, variables, want string
		stack                 stack.Stack
	}{
		"by its Compose file": {"x-sandbox: {hostnames: true}\n", "", "http://shop--a.localhost:8180", stack.Stack{}},
		"by an addition":      {"", "", "http://shop--a.localhost:8180", stack.Stack{Hostnames: true}},
		"not otherwise":       {"", "", "http://localhost:8180", stack.Stack{}},
		"SANDBOX_HOST first":  {"x-sandbox: {hostnames: true}\n", "SANDBOX_HOST=127.0.0.1\n", "http://127.0.0.1:8180", stack.Stack{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("SANDBOX_HOME", t.TempDir())
			dir := t.TempDir()
			compose := "services: {web: {image: nginx, ports: ['8080:80']}}\n" + test.file
			env := "INSTANCE_ID=shop--a\nSLOT_NUMBER=1\nCOMPOSE_PROJECT_NAME=shop--a\nSANDBOX_PORT_WEB_80=8180\n" + test.variables
			for path, text := range map[string]string{"compose.yaml": compose, instance.File: env} {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			in, err := instance.Load(dir, nil)
			if err == nil {
				err = in.FindComposeFile()
			}
			if err != nil {
				t.Fatal(err)
			}
			w, err := workspace.Open(t.Context(), test.stack, in)
			if err != nil {
				t.Fatal(err)
			}
			e := w.Endpoint("web")
			if e.URL != test.want || e.Address != "127.0.0.1:8180" {
				t.Errorf("got %s, dialled at %s, want %s", e.URL, e.Address, test.want)
			}
		})
	}
}
