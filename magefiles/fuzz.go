//go:build mage

package main

import (
	"path"
	"strings"

	"github.com/magefile/mage/sh"
)

// fuzz runs each fuzz test for some seconds.
func fuzz() error {
	found, err := sh.Output("git", "grep", "--untracked", "-o", "^func Fuzz[A-Za-z]*", "--", "*_test.go")
	if err != nil {
		return err
	}
	for line := range strings.Lines(found) {
		file, function, _ := strings.Cut(strings.TrimSpace(line), ":func ")
		// sh would take the usual $ at the end of a pattern for a variable.
		if err := sh.RunV("go", "-C", path.Dir(file), "test", "-run", `^Fuzz\z`, "-fuzz", "^"+function+`\z`, "-fuzztime", "5s", "."); err != nil {
			return err
		}
	}
	return nil
}
