// Package arch_test holds the architecture to its rules: which room may import
// which, and how large packages, files, functions and circles of files may be.
package arch_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/seed-491dada8/sandbox"
	root   = "../.."
)

// pkg is a package as `go list` describes it.
type pkg struct {
	ImportPath string
	Name       string
	Doc        string // first sentence of its comment
	Dir        string
	GoFiles    []string
	Imports    []string
	Export     string // file with the types of the compiled package
}

// name returns the path of the package below the module.
func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// imports returns the names of the packages of the module that p imports.
func (p pkg) imports() []string {
	var own []string
	for _, path := range p.Imports {
		if name, found := strings.CutPrefix(path, module+"/"); found {
			own = append(own, name)
		}
	}
	return own
}

// list returns the packages that `go list` finds.
func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Name,Doc,Dir,GoFiles,Imports,Export"}, args...)...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for decoder := json.NewDecoder(output); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return all
}

// source is a parsed Go file.
type source struct {
	name  string // path below the module
	tree  *ast.File
	lines int
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

func parse(t *testing.T, set *token.FileSet, path string) source {
	t.Helper()
	tree, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if path, err = filepath.Abs(path); err != nil {
		t.Fatal(err)
	}
	name := filepath.ToSlash(strings.TrimPrefix(path, top+string(filepath.Separator)))
	return source{name, tree, set.File(tree.Pos()).LineCount()}
}

// sources returns the Go files of the repository that people write, whatever their
// build tags.
func sources(t *testing.T, set *token.FileSet) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == ".git"):
			return fs.SkipDir
		case filepath.Ext(path) == ".go" && entry.Name() != "mage_output_file.go":
			if file := parse(t, set, path); !ast.IsGenerated(file.tree) {
				all = append(all, file)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// holds fails the test for every breach of a rule that is not a known exception. It
// also fails for an exception that keeps the rule.
func holds(t *testing.T, breaches map[string]string, exceptions ...string) {
	t.Helper()
	for what, text := range breaches {
		if !slices.Contains(exceptions, what) {
			t.Error(text)
		}
	}
	for _, exception := range exceptions {
		if _, broken := breaches[exception]; !broken {
			t.Errorf("%s keeps the rule: remove it from the exceptions", exception)
		}
	}
}
