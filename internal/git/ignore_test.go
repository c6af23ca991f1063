package git

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestIgnoreAddsWhatIsMissing(t *testing.T) {
	for before, want := range map[string]string{
		"":                       "a\nb/\n",
		"x":                      "x\na\nb/\n",
		"a\n":                    "a\nb/\n",
		"/a\r\n  b\n":            "/a\r\n  b\n",
		"# a\nb/\n":              "# a\nb/\na\n",
		"deeper/a\nb/\n!other\n": "deeper/a\nb/\n!other\na\n",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, ".gitignore")
		if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		added, err := Ignore(dir, "a", "b/")
		now, _ := os.ReadFile(path)
		if string(now) != want || err != nil || slices.Equal(added, nil) != (before == want) {
			t.Errorf("%q: got %q, added %q, %v", before, now, added, err)
		}
	}
}
