package adopt

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/report"
)

const (
	module    = "github.com/seed-491dada8/sandbox"
	bootstrap = module + "/internal/mage" // runs mage for many callers at once
	targets   = module + "/targets"
	generated = "mage_output_file.go"
	// Tools is where the magefile of a repository goes that is a Go module itself.
	Tools = "tools/sandbox"
)

// file is a file that the magefile needs.
type file struct {
	name    string // relative to the project, with slashes
	content string
	ours    string // stands in the file if it is ours, whatever else does
}

// Write adds the lines of an instance to the .gitignore of a directory. If magefile names
// a directory below, it writes a Go module with a magefile there. A file that is there
// already and that is not ours is an error, and nothing is written then.
func Write(dir, id, magefile string, document *report.Adopt) error {
	ignored := []string{instance.File, instance.StateFolder + "/"}
	var files []file
	if magefile != "" {
		var err error
		if files, err = magefiles(dir, id, magefile); err != nil {
			return err
		}
		ignored = append(ignored, generated)
	}
	added, err := git.Ignore(dir, ignored...)
	if err != nil {
		return err
	}
	note(document, ".gitignore", len(added) > 0)
	for _, f := range files {
		written, err := f.write(dir)
		if err != nil {
			return err
		}
		note(document, f.name, written)
	}
	return nil
}

func note(document *report.Adopt, name string, written bool) {
	if written {
		document.Written = append(document.Written, name)
	} else {
		document.Present = append(document.Present, name)
	}
}

// magefiles returns the files of a module with a magefile. The error names a file that is
// in the way.
func magefiles(dir, id, magefile string) ([]file, error) {
	place := filepath.ToSlash(filepath.Clean(magefile))
	if !filepath.IsLocal(filepath.FromSlash(place)) {
		return nil, fmt.Errorf("-magefile=%s: it must be a directory of this project, such as . or %s", magefile, Tools)
	}
	files := []file{
		{path.Join(place, "go.mod"), goMod(id, place), bootstrap},
		{path.Join(place, "magefiles", "sandbox.go"), source(place), targets},
	}
	for _, f := range files {
		text, err := textfile.Read(f.path(dir))
		switch {
		case errors.Is(err, fs.ErrNotExist), err == nil && bytes.Contains(text, []byte(f.ours)):
		case err != nil:
			return nil, err
		case f.name == "go.mod":
			return nil, fmt.Errorf("go.mod is this project's own, and our modules would raise its go line; use -magefile=%s, which gets a go.mod of its own", Tools)
		default:
			return nil, fmt.Errorf("%s exists, and it is not ours; use -magefile with another directory, or move the file away", f.name)
		}
	}
	return files, nil
}

func (f file) path(dir string) string { return filepath.Join(dir, filepath.FromSlash(f.name)) }

// write writes the file unless it exists.
func (f file) write(dir string) (written bool, err error) {
	if err := os.MkdirAll(filepath.Dir(f.path(dir)), 0o777); err != nil {
		return false, err
	}
	created, err := os.OpenFile(f.path(dir), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = created.WriteString(f.content)
	return true, errors.Join(err, created.Close())
}

// goMod returns the go.mod of a module that runs our bootstrap as `go tool mage`.
func goMod(id, place string) string {
	text := fmt.Sprintf("module %s\n\ngo 1.26.0\n\ntool %s\n", path.Join(id+".local", place), bootstrap)
	if version := version(); version != "" {
		text += fmt.Sprintf("\nrequire %s %s\n", module, version)
	}
	return text
}

// version returns the version of our module that runs, "" if it is none that the go
// command can fetch. `go mod tidy` then takes the newest.
func version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return ""
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == module && m.Sum != "" && m.Replace == nil {
			return m.Version
		}
	}
	return ""
}

// source returns the magefile. It names the directory of the Compose file if that is
// another one.
func source(place string) string {
	lines := []string{
		"//go:build mage", "", "//mage:multiline", "", "package main", "", "import (",
		"\t//mage:import sandbox", "\t\"" + targets + "\"", ")", "",
	}
	if up := strings.Repeat("../", strings.Count(place, "/")+1); place != "." {
		lines = append(lines, fmt.Sprintf("func init() { targets.Dir = %q }", strings.TrimSuffix(up, "/")), "")
	}
	lines = append(lines, "// Default is the target that mage runs if none is named.", "var Default = targets.Overview", "")
	return strings.Join(lines, "\n")
}

// Next returns the commands that start the stack in a directory. With a magefile, its module
// needs go.sum first.
func Next(dir, magefile string) []report.Command {
	start, does := "sandbox:init sandbox:up", "make this directory an instance, and start it"
	if instance.Is(dir) {
		start, does = "sandbox:up", "start this instance, and wait until it is ready"
	}
	if magefile == "" {
		return []report.Command{{Line: "mage sandbox:up", Does: does}}
	}
	in := ""
	if place := filepath.ToSlash(filepath.Clean(magefile)); place != "." {
		in = "-C " + place + " "
	}
	return []report.Command{
		{Line: "go " + in + "mod tidy", Does: "fetch the module, once"},
		{Line: "go " + in + "tool mage " + start, Does: does},
	}
}
