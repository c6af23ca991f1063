package arch_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"testing"
)

// The sizes that nothing exceeds, in lines.
const (
	maxPackage  = 1500 // without tests
	maxFile     = 400
	maxFunction = 50
	maxTest     = 60
)

func TestPackagesAreSmall(t *testing.T) {
	lines := make(map[string]int)
	for _, file := range sources(t, token.NewFileSet()) {
		if !file.isTest() {
			lines[path.Dir(file.name)] += file.lines
		}
	}
	breaches := make(map[string]string)
	for name, total := range lines {
		if total > maxPackage {
			breaches[name] = fmt.Sprintf("package %s has %d lines", name, total)
		}
	}
	holds(t, breaches, "sandbox") // thirty use cases, one a file, of which most have less than 60 lines
}

func TestFilesAreSmall(t *testing.T) {
	breaches := make(map[string]string)
	for _, file := range sources(t, token.NewFileSet()) {
		if file.lines > maxFile {
			breaches[file.name] = fmt.Sprintf("%s has %d lines", file.name, file.lines)
		}
	}
	holds(t, breaches, "e2e/ownership_test.go")
}

func TestFunctionsAreShort(t *testing.T) {
	breaches := make(map[string]string)
	set := token.NewFileSet()
	for _, file := range sources(t, set) {
		limit := maxFunction
		if file.isTest() {
			limit = maxTest
		}
		for _, declaration := range file.tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := set.Position(function.End()).Line - set.Position(function.Pos()).Line + 1
			if name := file.name + ": " + function.Name.Name; lines > limit {
				breaches[name] = fmt.Sprintf("%s has %d lines", name, lines)
			}
		}
	}
	holds(t, breaches,
		"e2e/key_test.go: TestCopyOfAnInstanceIsRefusedUntilItHasItsOwnKey",
		"internal/failure/failure_test.go: TestFailedStartIsExplained",
		"internal/mage/bootstrap/relay_unix_test.go: TestRelay",
		"internal/worktree/submodules_test.go: TestLossesInSubmodules",
		"sandbox/schema_test.go: TestEveryErrorIsOfTheSchema",
	)
}
