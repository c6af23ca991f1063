package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/completion"
)

// typed matches a call of the program: a target, and what follows it.
var typed = regexp.MustCompile("(?m)(?:^|`|\\| )sandbox ([a-z]+)([^`#\n|]*)")

func TestThePageForProgramsNamesCallsThatExist(t *testing.T) {
	page, err := os.ReadFile("../../docs/agents.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := typed.FindAllStringSubmatch(string(page), -1)
	if len(calls) < 10 {
		t.Fatalf("only %d calls are found", len(calls))
	}
	for _, call := range calls {
		i := slices.IndexFunc(table, func(target completion.Target) bool { return target.Name == call[1] })
		if i < 0 {
			t.Errorf("there is no target %s", call[1])
			continue
		}
		for _, word := range strings.Fields(call[2]) {
			name, _, _ := strings.Cut(strings.TrimPrefix(word, "-"), "=")
			known := func(flag completion.Flag) bool { return flag.Name == name }
			if strings.HasPrefix(word, "-") && !slices.ContainsFunc(table[i].Flags, known) {
				t.Errorf("%s has no flag %s", call[1], word)
			}
		}
	}
}

// The magefile of this repository has a short name for each target that is imported.
func TestEveryTargetHasAnAlias(t *testing.T) {
	aliases, err := os.ReadFile("../../magefiles/aliases.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range table {
		method := strings.ToUpper(target.Name[:1]) + target.Name[1:]
		if entry := `"` + target.Name + `": targets.` + method + ","; !slices.Contains(ownTargets, target.Name) && !strings.Contains(string(aliases), entry) {
			t.Errorf("there is no %s", entry)
		}
	}
}

// ownTargets are the targets that only the program has.
var ownTargets = []string{"completion", "setup"}
