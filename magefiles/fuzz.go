//go:build mage

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/magefile/mage/sh"
)

var fuzzTest = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzz runs each fuzz test for some seconds, bounded by a number of inputs. A bound
// by time sometimes fails when the time is over.
func fuzz() error {
	return filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range fuzzTest.FindAllSubmatch(source, -1) {
			// sh would expand a $ at the end of the pattern.
			pattern := "^" + string(match[1]) + `\z`
			if err := sh.RunV("go", "-C", filepath.Dir(path), "test", "-run", pattern, "-fuzz", pattern, "-fuzztime", "30000x", "."); err != nil {
				return err
			}
		}
		return nil
	})
}
