package adopt_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/adopt"
	"github.com/seed-491dada8/sandbox/report"
)

const project = "github.com/seed-491dada8/sandbox"

func TestWriteKeepsWhatExists(t *testing.T) {
	for name, test := range map[string]struct {
		files            map[string]string // before
		magefile         string
		written, present []string
		fails            string
	}{
		"only .gitignore":              {nil, "", []string{".gitignore"}, nil, ""},
		"lines that are there":         {map[string]string{".gitignore": "/.env.sandbox\r\n.sandbox"}, "", nil, []string{".gitignore"}, ""},
		"a magefile at the root":       {nil, ".", []string{".gitignore", "go.mod", "magefiles/sandbox.go"}, nil, ""},
		"our go.mod":                   {map[string]string{"go.mod": "module x\n\ntool " + project + "/internal/mage\n"}, ".", []string{".gitignore", "magefiles/sandbox.go"}, []string{"go.mod"}, ""},
		"a module":                     {map[string]string{"go.mod": "module x\n"}, ".", nil, nil, "use -magefile=tools/sandbox"},
		"a module with our tools":      {map[string]string{"go.mod": "module x\n"}, "./tools/sandbox/", []string{".gitignore", "tools/sandbox/go.mod", "tools/sandbox/magefiles/sandbox.go"}, nil, ""},
		"a magefile of another":        {map[string]string{"magefiles/sandbox.go": "package main\n"}, ".", nil, nil, "magefiles/sandbox.go exists, and it is not ours"},
		"another directory":            {nil, "../x", nil, nil, "it must be a directory of this project"},
		"a .gitignore that is no file": {map[string]string{".gitignore/x": ""}, "", nil, nil, "cannot make git ignore .env.sandbox and .sandbox/"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range test.files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			document := report.NewAdopt()
			err := adopt.Write(dir, "shop", test.magefile, document)
			if test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)) || test.fails == "" && err != nil {
				t.Errorf("got %v", err)
			}
			if !slices.Equal(document.Written, test.written) || !slices.Equal(document.Present, test.present) {
				t.Errorf("written %q, present %q", document.Written, document.Present)
			}
			for file, text := range test.files {
				if now, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !strings.HasPrefix(string(now), text) {
					t.Errorf("%s was changed: %q, %v", file, now, err)
				}
			}
			if test.fails != "" {
				return
			}
			again := report.NewAdopt()
			if err := adopt.Write(dir, "shop", test.magefile, again); err != nil || len(again.Written) > 0 {
				t.Errorf("the second time it writes %q, %v", again.Written, err)
			}
		})
	}
}
