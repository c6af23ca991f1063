//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// page returns the text of one of the project's documents.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(suite.root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// flagsOf returns the flags in the help of a target.
func flagsOf(t *testing.T, target string) []string {
	t.Helper()
	help := goTool(t, ".", "-h", target)
	help.exits(t, 0)
	var flags []string
	for _, match := range regexp.MustCompile(`(?m)^\t(-[\w-]+)=|\[(-[\w-]+)=`).FindAllStringSubmatch(help.stdout, -1) {
		flags = append(flags, dashed(match[1]+match[2]))
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

// dashed returns the flag of a parameter such as adoptVolumes as people type it.
func dashed(flag string) string {
	return strings.ToLower(regexp.MustCompile(`[A-Z]`).ReplaceAllString(flag, "-$0"))
}

// docs/targets.md lists every target of the sandbox with all its flags.
func TestEveryTargetAndFlagIsDocumented(t *testing.T) {
	readme := page(t, "docs/targets.md")
	for target := range menuTargets(t) {
		if !strings.Contains(readme, "`"+target+"`") && !strings.Contains(readme, "`"+target+" ") {
			t.Errorf("docs/targets.md lacks %s", target)
		}
		row := regexp.MustCompile("(?m)^\\| `" + target + "[`* ][^|]*\\|([^|]*)\\|").FindStringSubmatch(readme)
		if !strings.HasPrefix(target, "sandbox:") || row == nil {
			continue
		}
		listed := regexp.MustCompile(`-[a-z][a-z-]*`).FindAllString(regexp.MustCompile(`=[^`+"`"+`]*`).ReplaceAllString(row[1], ""), -1)
		slices.Sort(listed)
		if flags := flagsOf(t, target); !slices.Equal(listed, flags) {
			t.Errorf("docs/targets.md lists the flags %[2]q of %[1]s, its help %[3]q", target, listed, flags)
		}
	}
}

// mentioned matches a call of mage: a possible target, and the flags after it.
var mentioned = regexp.MustCompile(`(?:^|[\s` + "`" + `"(])mage ((?:sandbox:)?[a-z]+2?[a-z]*)((?: (?:-[a-z][a-z-]*(?:=[^\s` + "`" + `)]*)?|sandbox:[a-z]+))*)`)

// documents are the pages that contain commands.
var documents = []string{
	"README.md", "docs/adopting.md", "docs/ci.md", "docs/data.md", "docs/ownership.md", "docs/remote-engines.md", "docs/setup.md", "docs/targets.md", "docs/troubleshooting.md",
}

// Every command in the documents exists, with its flags.
func TestDocumentedCommandsExist(t *testing.T) {
	targets := menuTargets(t)
	aliases := []string{"up", "gate", "status", "logs", "down", "list"}
	for _, name := range documents {
		found := 0
		for _, match := range mentioned.FindAllStringSubmatch(page(t, name), -1) {
			target, rest := match[1], strings.Fields(match[2])
			if !strings.Contains(target, ":") && !slices.Contains(aliases, target) && targets[target] == "" {
				continue // prose after the word mage
			}
			for _, word := range append([]string{target}, rest...) {
				if flag, _, _ := strings.Cut(word, "="); !strings.HasPrefix(flag, "-") {
					target, found = word, found+1
					if slices.Contains(aliases, word) {
						target = "sandbox:" + word
					}
					if targets[target] == "" {
						t.Errorf("%s names %q, which is not a target", name, word)
					}
				} else if targets[target] != "" && !slices.Contains(flagsOf(t, target), flag) {
					t.Errorf("%s names the flag %s of %s, which has no such flag", name, flag, target)
				}
			}
		}
		if found == 0 {
			t.Errorf("no command was found in %s", name)
		}
	}
}

// The README's picture shows what a real run shows.
func TestReadmePicturesARealRun(t *testing.T) {
	picture := regexp.MustCompile(`<[^>]*>\n?`).ReplaceAllString(page(t, "docs/run.svg"), "")
	up := newPlain(t).asProgram(t).run(t, "up")
	up.exits(t, 0)
	for line := range strings.Lines(up.stdout) {
		check, _, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if check = strings.TrimSpace(strings.TrimPrefix(check, "✓")); !strings.HasPrefix(check, "Instance ready") && !strings.Contains(picture, check) {
			t.Errorf("docs/run.svg does not show %q; redraw it with go tool mage picture", check)
		}
	}
	for _, failure := range []string{"FAILED", "exited with code 137 (killed by SIGKILL)", "try: sandbox up"} {
		if !strings.Contains(picture, failure) {
			t.Errorf("docs/run.svg does not show %q", failure)
		}
	}
}
