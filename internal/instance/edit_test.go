package instance_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

func TestSetReplacesVariables(t *testing.T) {
	for name, test := range map[string]struct{ before, want string }{
		"one of several":       {"# by init\nA=1\nDB_PASSWORD=\"old\"\nB='x\ny'\n", "# by init\nA=1\nB='x\ny'\nDB_PASSWORD=\"new\"\n"},
		"one that is missing":  {"A=1", "A=1\nDB_PASSWORD=\"new\"\n"},
		"one of several lines": {"DB_PASSWORD='o\nld'\nA=1\n", "A=1\nDB_PASSWORD=\"new\"\n"},
		"one with a longer name, and a comment": {
			"OTHER_DB_PASSWORD=\"old\"\n# DB_PASSWORD=no\n", "OTHER_DB_PASSWORD=\"old\"\n# DB_PASSWORD=no\nDB_PASSWORD=\"new\"\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, instance.File)
			if err := os.WriteFile(path, []byte(test.before), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := instance.Set(dir, []instance.Variable{{Name: "DB_PASSWORD", Value: "new"}}); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}
