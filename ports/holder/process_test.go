package holder

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCommandShowsTheScript(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path, dir string
		args            []string
		want            string
	}{
		{"a script in its directory", "/bin/node", here, []string{"node", "--inspect", "holder.go", "process_test.go"}, "node holder.go"},
		{"a script by its path", "/bin/node", "/", []string{"node", filepath.Join(here, "holder.go")}, "node holder.go"},
		{"a directory", "/bin/node", here, []string{"node", "."}, "node"},
		{"in an unknown directory, not ours", "/bin/node", "", []string{"node", "holder.go"}, "node"},
		{"no arguments at all", "/bin/node", here, nil, "node"},
		{"an executable that was replaced", "/bin/node (deleted)", here, nil, "node"},
		{"a hidden executable", "", here, []string{"node", "holder.go"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := command(test.path, test.dir, test.args); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPrintableDropsEscapeSequences(t *testing.T) {
	if got := printable("a\x1b[2J\r\nb é"); got != "a[2Jb é" {
		t.Errorf("got %q", got)
	}
}
