package arch_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxCircle is the number of files of a package that may need each other.
const maxCircle = 5

func TestCirclesOfFilesAreSmall(t *testing.T) {
	exports := make(map[string]string)
	var own []pkg
	for _, p := range list(t, "-export", "-deps", "./...") {
		exports[p.ImportPath] = p.Export
		if strings.HasPrefix(p.ImportPath, module+"/") {
			own = append(own, p)
		}
	}
	set := token.NewFileSet()
	compiled := importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	breaches := make(map[string]string)
	for _, p := range own {
		for _, circle := range circles(arrowsOfFiles(t, set, compiled, p)) {
			if len(circle) > maxCircle {
				breaches[p.name()] = fmt.Sprintf("%d files of %s need each other: %s", len(circle), p.name(), strings.Join(circle, ", "))
			}
		}
	}
	holds(t, breaches, "e2e/bench", "internal/derive")
}

// arrowsOfFiles returns for each file of a package the files whose declarations it uses.
func arrowsOfFiles(t *testing.T, set *token.FileSet, compiled types.Importer, p pkg) map[string][]string {
	t.Helper()
	var trees []*ast.File
	for _, file := range p.GoFiles {
		trees = append(trees, parse(t, set, filepath.Join(p.Dir, file)).tree)
	}
	info := types.Info{Uses: make(map[*ast.Ident]types.Object)}
	config := types.Config{Importer: compiled}
	checked, err := config.Check(p.ImportPath, set, trees, &info)
	if err != nil {
		t.Fatal(err)
	}
	fileOf := func(at token.Pos) string { return filepath.Base(set.Position(at).Filename) }
	arrows := make(map[string][]string)
	for use, object := range info.Uses {
		from, to := fileOf(use.Pos()), fileOf(object.Pos())
		if object.Pkg() == checked && from != to && !slices.Contains(arrows[from], to) {
			arrows[from] = append(arrows[from], to)
		}
	}
	return arrows
}

// circles returns the sets of files that reach each other.
func circles(arrows map[string][]string) [][]string {
	reach := make(map[string]map[string]bool)
	for from := range arrows {
		reach[from] = make(map[string]bool)
		walk(arrows, from, reach[from])
	}
	var all [][]string
	done := make(map[string]bool)
	for _, from := range slices.Sorted(maps.Keys(arrows)) {
		circle := []string{from}
		for to := range reach[from] {
			if to != from && reach[to][from] {
				circle = append(circle, to)
			}
		}
		if !done[from] && len(circle) > 1 {
			slices.Sort(circle)
			all = append(all, circle)
		}
		for _, file := range circle {
			done[file] = true
		}
	}
	return all
}

// walk adds all that can be reached from a file.
func walk(arrows map[string][]string, from string, reached map[string]bool) {
	for _, to := range arrows[from] {
		if !reached[to] {
			reached[to] = true
			walk(arrows, to, reached)
		}
	}
}
