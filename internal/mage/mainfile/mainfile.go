// Package mainfile generates the main file of a program from a magefile, so that
// its targets need neither mage nor Go where the program runs.
package mainfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// generated is the file that mage leaves beside a magefile.
const generated = "mage_output_file.go"

// Generate returns the main file for the magefile in dir. Its function runTargets
// is mage's main. A target that is also imported as sandbox:NAME is listed as
// NAME alone, and help calls the program where a magefile's help calls mage.
func Generate(ctx context.Context, dir, program string) (source []byte, err error) {
	binary, err := os.MkdirTemp("", "mainfile-")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, generated)
	defer func() { err = errors.Join(err, os.RemoveAll(binary), os.Remove(path)) }()
	compile := proc.Command(ctx, "go", "run", "github.com/magefile/mage", "-d", dir, "-keep", "-compile", filepath.Join(binary, program))
	var out bytes.Buffer
	if err := proc.Run(compile, &out); err != nil {
		return nil, fmt.Errorf("%w: %s", err, proc.LastLine(out.String()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return format.Source(adapt(text, program))
}

var (
	tags      = regexp.MustCompile(`(?m)^//(go:build| \+build) ignore\n`)
	main      = regexp.MustCompile(`(?m)^func main\(\)`)
	qualified = regexp.MustCompile(`(?m)^\s*"sandbox:\w+\*?": .*\n`)
	mage      = regexp.MustCompile(`(\\[nt]|\b)mage\b`)
	prefix    = regexp.MustCompile(`(\w) sandbox:`)
)

// header also excuses what mage's template does where there are no aliases.
const header = "// Code generated from magefile.go by `mage generate`. DO NOT EDIT.\n\n" +
	"//lint:file-ignore SA4017 mage's template\n"

func adapt(text []byte, program string) []byte {
	text = tags.ReplaceAll(text, nil)
	text = inTermsOf(text, program)
	text = main.ReplaceAll(text, []byte("// runTargets is mage's main function.\nfunc runTargets()"))
	text = qualified.ReplaceAll(text, nil)
	return append([]byte(header), text...)
}

// inTermsOf returns text that calls the program where it called mage, and that names its
// targets without `sandbox:`.
func inTermsOf(text []byte, program string) []byte {
	return prefix.ReplaceAll(mage.ReplaceAll(text, []byte("${1}"+program)), []byte("${1} "))
}
