package ownership_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
)

const (
	key      = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	otherKey = "ZYXWVUTSRQPONMLKJIHGFEDCBA"
)

// directory returns a new directory whose .env.sandbox holds the key. For "" it has
// no such file.
func directory(t *testing.T, key string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		if err := os.WriteFile(filepath.Join(dir, ".env.sandbox"), []byte("SANDBOX_KEY="+key+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// container returns a container with the key, started from dir.
func container(key, dir string) docker.Container {
	c := docker.Container{Name: "/shop-db-1"}
	c.Config.Labels = map[string]string{docker.KeyLabel: key, "com.docker.compose.project": "shop", "com.docker.compose.project.working_dir": dir}
	return c
}

func TestOnlyTheKeyProvesOwnership(t *testing.T) {
	here, copied, moved := directory(t, key), directory(t, key), directory(t, "")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(here, link); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(moved, "gone")
	in, old := ownership.Instance{ID: "shop", Key: key, Dir: here, Former: []string{moved, gone, copied}}, ownership.Instance{ID: "shop", Dir: here}
	for name, test := range map[string]struct {
		in         ownership.Instance
		key, dir   string
		owns, uses bool
	}{
		"its key":                              {in, key, here, true, true},
		"its key, by a link":                   {in, key, link, true, true},
		"its key, before it was moved":         {in, key, moved, true, true},
		"its key, from a deleted directory":    {in, key, gone, true, true},
		"its key, from an unmounted directory": {in, key, filepath.Join(moved, "unknown"), false, false},
		"its key, from a copy":                 {in, key, copied, false, false},
		"another key":                          {in, otherKey, here, false, false},
		"no key":                               {in, "", here, false, true},
		"no key, by a link":                    {in, "", link, false, true},
		"no key, from elsewhere":               {in, "", moved, false, false},
		"no key, without a directory":          {in, "", "", false, false},
		"version 0.1":                          {old, "", here, false, true},
		"version 0.1 and a key":                {old, key, here, false, false},
	} {
		c := container(test.key, test.dir)
		if owns, uses := test.in.OwnsContainer(c), test.in.Uses(c); owns != test.owns || uses != test.uses {
			t.Errorf("%s: owns %t, uses %t", name, owns, uses)
		}
		if foreign := test.in.Foreign([]docker.Container{c}); (len(foreign) == 0) != test.uses {
			t.Errorf("%s: foreign %v", name, foreign)
		}
	}
}

func TestAnUnreadableDirectoryMayHaveTheKey(t *testing.T) {
	other := directory(t, "")
	if err := os.Mkdir(filepath.Join(other, ".env.sandbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	in := ownership.Instance{ID: "shop", Key: key, Dir: directory(t, key), Former: []string{other}}
	if in.OwnsContainer(container(key, other)) {
		t.Error("its container counts as the instance's")
	}
}

func TestDescriptionsHaveNoEscapeSequences(t *testing.T) {
	v := docker.Volume{Name: "shop_db", CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Labels: map[string]string{"com.docker.compose.project": "sh\x1b[2Jop"}}
	for got, wants := range map[string][]string{
		ownership.Container(container(otherKey, "/a")):                      {"container shop-db-1", "of the instance in /a"},
		ownership.Container(container("", "/a")):                            {"without a key", "project shop in /a"},
		ownership.Volume(v, []docker.Container{container("", "/b\x1b[2J")}): {"volume shop_db", "without a key", "project shop", "2026-03-01T12:00:00Z", "mounted by shop-db-1 of /b"},
	} {
		missing := slices.DeleteFunc(wants, func(want string) bool { return strings.Contains(got, want) })
		if len(missing) > 0 || strings.Contains(got, "\x1b") {
			t.Errorf("%q does not say %q", got, missing)
		}
	}
}
