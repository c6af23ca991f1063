//go:build mage

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// The versions are pinned here and not in go.mod, so that users of the module do
// not download them.
const (
	staticcheck = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"
	govulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"
)

// others are the other modules of this repository.
var others = []string{"ktrdr/app", "examples/shop"}

// Lint checks format, go.mod, vet on every platform, staticcheck and known vulnerabilities.
//
// Exit codes: 0 no problem was found; 1 one was.
func Lint() { mg.SerialDeps(format, tidy, vet, static, vulnerabilities) }

func format() error {
	files, err := sh.Output("gofmt", "-l", ".")
	if err == nil && files != "" {
		return fmt.Errorf("not formatted, run gofmt -w on:\n%s", files)
	}
	return err
}

func tidy() error {
	for _, module := range append([]string{"."}, others...) {
		if err := sh.RunV("go", "-C", module, "mod", "tidy", "-diff"); err != nil {
			return err
		}
	}
	return nil
}

// vet covers the code behind each build tag, and other systems.
func vet() error {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for _, tag := range []string{"none", "mage", "e2e"} {
			if err := sh.RunWithV(map[string]string{"GOOS": goos, "CGO_ENABLED": "0"}, "go", "vet", "-tags", tag, "./..."); err != nil {
				return err
			}
		}
	}
	return inOthers("vet", "-tags", "mage", "./...")
}

func static() error {
	for _, tag := range []string{"none", "mage", "e2e"} {
		if err := sh.RunV("go", "run", staticcheck, "-tags", tag, "./..."); err != nil {
			return err
		}
	}
	return inOthers("run", staticcheck, "-tags", "mage", "./...")
}

// inOthers runs the go command in each of the other modules.
func inOthers(args ...string) error {
	for _, module := range others {
		if err := sh.RunV("go", append([]string{"-C", module}, args...)...); err != nil {
			return err
		}
	}
	return nil
}

// vulnerabilities runs govulncheck, which downloads its data on each run. If the
// data cannot be reached, it prints a note and does not fail.
func vulnerabilities() error {
	var out bytes.Buffer
	_, err := sh.Exec(nil, &out, &out, "go", "run", govulncheck, "./...")
	if err != nil && strings.Contains(out.String(), "fetching vulnerabilities") {
		fmt.Fprintln(os.Stderr, "govulncheck: cannot download its data; not checked")
		return nil
	}
	if err != nil {
		return errors.New(out.String())
	}
	return nil
}
