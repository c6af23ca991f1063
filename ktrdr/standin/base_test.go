package standin

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDebianMirror(t *testing.T) {
	for _, tt := range []struct{ name, targets, want string }{
		{
			"bookworm",
			"http://mirror.example/debian/ Debian bookworm\nhttp://mirror.example/debian/ Debian bookworm-updates\n",
			"http://mirror.example/debian/",
		},
		{
			"security comes first but has no other suite",
			"http://mirror.example/debian-security/ Debian bookworm-security\nhttp://mirror.example/debian/ Debian bookworm\n",
			"http://mirror.example/debian/",
		},
		{"a later release", "https://mirror.example/debian/ Debian trixie\n", "https://mirror.example/debian/"},
		{
			"others' packages",
			"https://other.example/linux/debian/ Docker bookworm\nhttp://mirror.example/debian/ Debian bookworm\n",
			"http://mirror.example/debian/",
		},
		{"local", "file:/srv/debian/ Debian bookworm\n", "file:/srv/debian/"},
		{"debootstrap has no such transport", "cdrom://[Debian]/ Debian bookworm\n", ""},
		{"security alone", "http://mirror.example/debian-security/ Debian bookworm-security\n", ""},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := debianMirror(tt.targets); got != tt.want {
				t.Errorf("debianMirror() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTrimStaysInTheTree(t *testing.T) {
	tree, outside := t.TempDir(), t.TempDir()
	for _, path := range []string{
		filepath.Join(outside, "doc", "kept"),
		filepath.Join(tree, "usr/lib/x86_64-linux-gnu/libLLVM-14.so.1"),
		filepath.Join(tree, "usr/lib/x86_64-linux-gnu/libpq.so.5"),
		filepath.Join(tree, "var/cache/apt/archives/a.deb"),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(tree, "usr/share")); err != nil {
		t.Fatal(err)
	}

	if err := trim(tree); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(outside, "doc", "kept")); err != nil {
		t.Errorf("removed through a link: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(tree, "usr/lib/*/*"))
	if want := []string{filepath.Join(tree, "usr/lib/x86_64-linux-gnu/libpq.so.5")}; err != nil || !slices.Equal(left, want) {
		t.Errorf("left %q (%v), want %q", left, err, want)
	}
}
