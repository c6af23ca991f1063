// Command sandbox gives a directory with a Compose file its own running stack.
//
//	sandbox up
//
// It is every target of package targets in one program, which needs neither mage
// nor Go where it runs.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// version is set by the linker in a released program.
var version string

func main() {
	called.Use(called.Program)
	args := arguments(os.Args[1:])
	if len(args) == 1 && args[0] == "--version" {
		fmt.Println("sandbox", versionOf(version))
		return
	}
	if err := enterProject(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	if len(args) > 1 && args[0] == "complete" && args[1] == "--" {
		complete(args[2:])
		return
	}
	os.Args = append(os.Args[:1], args...)
	runTargets()
}

// projectFiles mark the directory of a project: Compose's files, and the instance's.
var projectFiles = append([]string{instance.File}, instance.ComposeFiles...)

// enterProject goes to the nearest directory, from the current one up, that has a file of
// a project, as Compose does. It stays if there is none.
func enterProject() error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for ; ; dir = filepath.Dir(dir) {
		if slices.ContainsFunc(projectFiles, func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }) {
			return os.Chdir(dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// arguments returns the arguments as mage's main takes them: --help, `help` and
// `help TARGET` become its flags.
func arguments(args []string) []string {
	switch {
	case len(args) == 0:
		return args
	case slices.Contains([]string{"--version", "-version", "version"}, args[0]):
		return []string{"--version"}
	case slices.Contains([]string{"--help", "-help", "-h", "help"}, args[0]) && len(args) == 1:
		return []string{"-l"}
	case slices.Contains([]string{"--help", "-help", "help"}, args[0]):
		return append([]string{"-h"}, args[1:]...)
	case len(args) == 2 && slices.Contains([]string{"--help", "-help", "-h"}, args[1]) && !strings.HasPrefix(args[0], "-"):
		return []string{"-h", args[0]}
	}
	return args
}

// versionOf returns the version of a released program, else that of the module
// from which `go install` built it.
func versionOf(linked string) string {
	if linked != "" {
		return linked
	}
	if info, known := debug.ReadBuildInfo(); known && strings.HasPrefix(info.Main.Version, "v") {
		return info.Main.Version
	}
	return sandbox.Version
}
