package diagnose

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const troubleshooting = "../../docs/troubleshooting.md"

// docs/troubleshooting.md has the same table as the package.
func TestDocsListEveryCause(t *testing.T) {
	var documented, want []string
	for line := range strings.Lines(readDocs(t)) {
		if strings.HasPrefix(line, "| `") {
			documented = append(documented, strings.TrimSpace(line))
		}
	}
	for _, e := range Causes() {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", e.Cause, e.Meaning, e.Cure))
	}
	if got, want := strings.Join(documented, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("docs/troubleshooting.md says\n%s\nwant\n%s", got, want)
	}
}

// Each cause has a section with an example, the reason and the cure. The example is a
// report of Diagnose; -update rewrites it.
func TestDocsExplainEveryCause(t *testing.T) {
	text := readDocs(t)
	for _, e := range Causes() {
		if e.Cause == HookFailed { // no check has it; e2e shows its report
			continue
		}
		section := regexp.MustCompile("(?s)### `" + string(e.Cause) + "`\n\n```\n(.*?)```\n\n(\\*\\*Why\\.\\*\\* .+?)\n\n(\\*\\*What to do\\.\\*\\* .+?)(\n\n###|\n$)")
		at := section.FindStringSubmatchIndex(text)
		if at == nil {
			t.Errorf("%s has no section with a report, **Why.** and **What to do.**", e.Cause)
			continue
		}
		want := excerpt(t, e.Cause)
		if *update {
			text = text[:at[2]] + want + text[at[3]:]
		} else if got := text[at[2]:at[3]]; got != want {
			t.Errorf("%s is shown as\n%s\nwant\n%s", e.Cause, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(troubleshooting, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readDocs(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(troubleshooting)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// excerpt returns the report of a check that failed for a cause.
func excerpt(t *testing.T, cause Cause) string {
	t.Helper()
	var found Finding
	if cause == DependencyFailed { // it takes another check
		facts := shop()
		reports["wrong_password"](&facts)
		found = Diagnose(facts)[1]
	} else {
		all := slices.Concat(states, probes, ports, starts)
		i := slices.IndexFunc(all, func(s scenario) bool { return s.cause == cause && s.err != nil })
		if i < 0 {
			t.Fatalf("%s has no scenario", cause)
		}
		found = Diagnose(all[i].facts())[0]
	}
	if found.Cause != cause {
		t.Fatalf("%s is diagnosed as %s", cause, found.Cause)
	}
	text := "✗ " + found.Check + " health check failed\n"
	for _, detail := range found.Details {
		text += "  → " + detail + "\n"
	}
	if found.Hint != "" {
		text += "  → try: " + found.Hint + "\n"
	}
	return text
}
