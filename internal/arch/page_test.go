package arch_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated parts of docs/architecture.md anew")

// testSupport are the packages that only tests import.
var testSupport = regexp.MustCompile(`(test|testenv|oddfile|strict|arch)$`)

// The page shows the house as the imports and the package comments have it.
func TestArchitecturePageIsFresh(t *testing.T) {
	packages := list(t, "-tags=mage", "./...")
	path := filepath.Join(root, "docs", "architecture.md")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	for name, text := range map[string]string{"picture": picture(packages), "rooms": table(packages)} {
		part := regexp.MustCompile(`(?s)(<!-- generated: ` + name + ` -->\n).*?(<!-- end -->)`)
		if !part.MatchString(page) {
			t.Fatalf("%s has no part for the %s", path, name)
		}
		page = part.ReplaceAllStringFunc(page, func(old string) string {
			parts := part.FindStringSubmatch(old)
			return parts[1] + text + parts[2]
		})
	}
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if page != string(content) {
		t.Errorf("%s is out of date: go test ./internal/arch -run Page -update", path)
	}
}

// picture returns a Mermaid flowchart of the rooms. It leaves out each arrow that a
// longer way replaces.
func picture(packages []pkg) string {
	arrows := make(map[string][]string)
	for _, p := range packages {
		for _, imported := range p.imports() {
			from, to := roomOf(p.name()), roomOf(imported)
			if outside(p.name(), visitors) || outside(imported, visitors) || slices.Contains(helpers, imported) || from == to || slices.Contains(arrows[from], to) {
				continue
			}
			arrows[from] = append(arrows[from], to)
		}
	}
	var text strings.Builder
	text.WriteString("```mermaid\nflowchart TD\n")
	for _, from := range slices.Sorted(maps.Keys(arrows)) {
		for _, to := range slices.Sorted(slices.Values(arrows[from])) {
			if !around(arrows, from, to) {
				fmt.Fprintf(&text, "    %s --> %s\n", from, to)
			}
		}
	}
	text.WriteString("```\n")
	return text.String()
}

// around reports whether a longer way than the arrow leads from one room to another.
func around(arrows map[string][]string, from, to string) bool {
	return slices.ContainsFunc(arrows[from], func(between string) bool {
		reached := make(map[string]bool)
		walk(arrows, between, reached)
		return between != to && reached[to]
	})
}

// table returns a row for each package, with the first sentence of its comment.
func table(packages []pkg) string {
	var text strings.Builder
	text.WriteString("| package | what for |\n| --- | --- |\n")
	for _, p := range packages {
		if outside(p.name(), visitors) || testSupport.MatchString(p.name()) || p.Doc == "" {
			continue
		}
		sentence := strings.TrimPrefix(p.Doc, "Package "+p.Name+" ")
		fmt.Fprintf(&text, "| `%s` | %s |\n", p.name(), strings.TrimSuffix(sentence, "."))
	}
	return text.String()
}
