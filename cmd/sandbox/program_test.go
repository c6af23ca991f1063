package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/mage/mainfile"
)

func TestGeneratedFilesAreFresh(t *testing.T) {
	main, err := mainfile.Generate(t.Context(), ".", "sandbox")
	if err != nil {
		t.Fatal(err)
	}
	table, err := mainfile.Table(".", "sandbox")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{"main.go": main, "table.go": table} {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what magefile.go gives; run go tool mage generate (%v)", name, err)
		}
	}
}

// The cures of what ails a machine name `sandbox setup`.
func TestTheProgramHasTheTargetThatCuresName(t *testing.T) {
	program := filepath.Join(t.TempDir(), "sandbox.exe")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	output, err := exec.CommandContext(t.Context(), program, "help", "setup").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "sandbox setup") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestArgumentsAreThoseOfMage(t *testing.T) {
	for name, test := range map[string]struct{ args, want []string }{
		"none":                   {nil, nil},
		"a target":               {[]string{"up", "-build"}, []string{"up", "-build"}},
		"a target of a magefile": {[]string{"sandbox:up"}, []string{"sandbox:up"}},
		"help":                   {[]string{"help"}, []string{"-l"}},
		"the help flag":          {[]string{"--help"}, []string{"-l"}},
		"help of a target":       {[]string{"help", "up"}, []string{"-h", "up"}},
		"a target's help flag":   {[]string{"up", "--help"}, []string{"-h", "up"}},
		"mage's help flag":       {[]string{"-h", "up"}, []string{"-h", "up"}},
		"the version":            {[]string{"version"}, []string{"--version"}},
		"the list":               {[]string{"-l"}, []string{"-l"}},
	} {
		if got := arguments(test.args); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestTheProjectIsFoundFromSubdirectories(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(below, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "compose.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	if err := enterProject(); err != nil {
		t.Fatal(err)
	}
	if dir, err := os.Getwd(); err != nil || dir != root {
		t.Errorf("went to %s, %v", dir, err)
	}
}

func TestVersion(t *testing.T) {
	if got := versionOf("v1.2.3"); got != "v1.2.3" {
		t.Errorf("a released program has version %q", got)
	}
	if versionOf("") == "" {
		t.Error("a program that was built from source has no version")
	}
}
