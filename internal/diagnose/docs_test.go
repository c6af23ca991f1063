package diagnose

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// docs/causes.md holds the very table that the package works with.
func TestDocsListEveryCause(t *testing.T) {
	text, err := os.ReadFile("../../docs/causes.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `") {
			documented = append(documented, strings.TrimSpace(line))
		}
	}
	var want []string
	for _, e := range Causes() {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", e.Cause, e.Meaning, e.Cure))
	}
	if got, want := strings.Join(documented, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("docs/causes.md says\n%s\nwant\n%s", got, want)
	}
}
