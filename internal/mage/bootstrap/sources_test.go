package bootstrap

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/magefile/mage/mage"
)

func TestKeyFollowsTheSources(t *testing.T) {
	base := map[string]string{
		"go.mod":                    "module example.com/app\n",
		"magefiles/magefile.go":     "//go:build mage\n\npackage main\n",
		"lib/lib.go":                "package lib\n\nimport \"embed\"\n\n//go:embed a.txt all:tree \"with space.txt\"\nvar files embed.FS\n",
		"lib/tool.go":               "//go:build ignore\n\npackage main\n",
		"lib/a.txt":                 "a",
		"lib/b.txt":                 "b",
		"lib/with space.txt":        "c",
		"lib/tree/_hidden/deep":     "d",
		"other/other.go":            "package other\n",
		"nested/go.mod":             "module example.com/nested\n",
		"nested/nested.go":          "package nested\n",
		"vendor/example.com/x/x.go": "package x\n",
	}
	tests := map[string]struct {
		file    string
		changes bool
	}{
		"magefile":                      {"magefiles/magefile.go", true},
		"package":                       {"other/other.go", true},
		"new file":                      {"other/new.go", true},
		"new package":                   {"new/new.go", true},
		"dependency's version":          {"go.sum", true},
		"go.mod":                        {"go.mod", true},
		"assembly":                      {"other/other_amd64.s", true},
		"vendored package":              {"vendor/example.com/x/x.go", true},
		"embedded file":                 {"lib/a.txt", true},
		"embedded hidden file":          {"lib/tree/_hidden/deep", true},
		"new file in an embedded tree":  {"lib/tree/new", true},
		"embedded file, quoted pattern": {"lib/with space.txt", true},
		"file beside embedded ones":     {"lib/b.txt", false},
		"test":                          {"other/other_test.go", false},
		"test data":                     {"other/testdata/x.go", false},
		"hidden folder":                 {".idea/x.go", false},
		"editor's backup":               {"other/.#other.go", false},
		"nested module":                 {"nested/nested.go", false},
		"document":                      {"README.md", false},
		"mage's generated main":         {"magefiles/" + generated, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := module{root: t.TempDir()}
			for file, content := range base {
				m.write(t, file, content)
			}
			src := sources{root: m.root}
			before := src.key()
			if second := src.key(); second != before {
				t.Fatalf("the key changes without an edit: %s, %s", before, second)
			}
			m.write(t, test.file, base[test.file]+"\n// edited\n")
			if changed := src.key() != before; changed != test.changes {
				t.Errorf("an edit of %s changes the key: %v, want %v", test.file, changed, test.changes)
			}
		})
	}
}

func TestSourcesOutsideTheModuleAreNoticed(t *testing.T) {
	tests := map[string]struct {
		gomod, gowork, flags string
		external             bool
	}{
		"plain":                   {gomod: "require example.com/x v1.0.0\n"},
		"replaced by a version":   {gomod: "replace example.com/x => example.com/y v1.0.0\n"},
		"replaced by a folder":    {gomod: "replace example.com/x => ../x\n", external: true},
		"replaced within a block": {gomod: "replace (\n\texample.com/x v1.0.0 => ./x\n)\n", external: true},
		"quoted folder":           {gomod: "replace example.com/x => \"../x y\"\n", external: true},
		"absolute folder":         {gomod: "replace example.com/x => /srv/x\n", external: true},
		"workspace":               {gowork: "go 1.26.0\n\nuse .\n", external: true},
		"overlay":                 {flags: "-overlay=o.json", external: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := module{root: t.TempDir()}
			m.write(t, "go.mod", "module example.com/app\n\ngo 1.26.0\n\n"+test.gomod)
			if test.gowork != "" {
				m.write(t, "go.work", test.gowork)
			}
			t.Setenv("GOWORK", "")
			t.Setenv("GOFLAGS", test.flags)
			src, err := inspect(t.Context(), mage.Invocation{GoCmd: "go"}, m.root)
			if err != nil {
				t.Fatal(err)
			}
			if src.external != test.external {
				t.Errorf("external: %v, want %v", src.external, test.external)
			}
		})
	}
}

// A home may be shared by machines of several kinds, and `GOARCH=386 go tool mage` works on amd64.
func TestAnotherKindOfMachineHasAnotherKey(t *testing.T) {
	m := newModule(t)
	t.Setenv("GOWORK", "off")
	src, err := inspect(t.Context(), mage.Invocation{GoCmd: "go"}, m.root)
	if err != nil {
		t.Fatal(err)
	}
	if machine := runtime.GOOS + "/" + runtime.GOARCH; !strings.Contains(src.settings, machine) {
		t.Errorf("the settings lack %s: %s", machine, src.settings)
	}
}

func TestWorktreesShareBinaries(t *testing.T) {
	one, two := module{root: t.TempDir()}, module{root: t.TempDir()}
	for _, m := range []module{one, two} {
		m.write(t, "go.mod", "module example.com/app\n")
		m.write(t, "lib/lib.go", "package lib\n")
	}
	if (sources{root: one.root}).key() != (sources{root: two.root}).key() {
		t.Error("equal sources have different keys")
	}
}

func TestModuleRootIsFoundFromBelow(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := module{root: root}
	m.write(t, "go.mod", "module example.com/app\n")
	m.write(t, "magefiles/magefile.go", "package main\n")
	m.write(t, "nested/go.mod", "module example.com/nested\n")
	m.write(t, "nested/deep/x.go", "package deep\n")
	t.Chdir(filepath.Join(root, "nested", "deep"))
	if got, found := moduleRoot(); got != root || !found {
		t.Errorf("got %q, %v, want %q", got, found, root)
	}
	t.Chdir(os.TempDir())
	if got, found := moduleRoot(); found {
		t.Errorf("found %q, want none", got)
	}
}
