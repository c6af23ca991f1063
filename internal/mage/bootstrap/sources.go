package bootstrap

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"go/build"
	"hash"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/magefile/mage/mage"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// generated is the main file that mage writes into magefiles during a compile.
const generated = "mage_output_file.go"

// sources is the input of a compile: the module's files and the settings of the Go toolchain.
type sources struct {
	root     string
	settings string
	// external is set if files outside the module are compiled in, through a workspace, a replace directive or an overlay. No
	// key covers these.
	external bool
}

// localReplace matches a replace directive that names a directory: its path starts with a dot or is absolute.
var localReplace = regexp.MustCompile("=>\\s*[\"`]?(\\.|/|[A-Za-z]:)")

// inspect asks the go command for its settings, including those of `go env -w` and of the toolchain line.
func inspect(ctx context.Context, inv mage.Invocation, root string) (sources, error) {
	gomod, err := textfile.Read(filepath.Join(root, "go.mod"))
	if err != nil {
		return sources{}, err
	}
	cmd := exec.CommandContext(ctx, inv.GoCmd, "env", "-json", "GOVERSION", "GOROOT", "GOWORK", "GOFLAGS", "GOEXPERIMENT",
		"GOFIPS140", "CGO_ENABLED", "CC", "CGO_CFLAGS", "CGO_LDFLAGS", "GO386", "GOAMD64", "GOARM", "GOARM64", "GOPPC64", "GORISCV64")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	settings, err := cmd.Output()
	if ctx.Err() != nil {
		return sources{}, context.Cause(ctx)
	}
	if err != nil {
		return sources{}, fmt.Errorf("ask the go command for its settings: %w", err)
	}
	var env struct{ GOWORK, GOFLAGS string }
	if err := json.Unmarshal(settings, &env); err != nil {
		return sources{}, fmt.Errorf("read the settings of the go command: %w", err)
	}
	workspace := env.GOWORK != "" && env.GOWORK != "off"
	overlay := strings.Contains(env.GOFLAGS, "-overlay") || strings.Contains(env.GOFLAGS, "-modfile")
	return sources{
		root:     root,
		settings: fmt.Sprintf("%s%s %t %s/%s", settings, inv.Ldflags, inv.Multiline, runtime.GOOS, runtime.GOARCH),
		external: workspace || overlay || localReplace.Match(gomod),
	}, nil
}

// key returns a key for the current state of the sources. Worktrees in the same state share the key and the compiled
// magefiles.
func (s sources) key() string {
	files, _ := filesOf(s.root)
	return s.keyOf(files)
}

// keyOf returns the key for a known state of the files.
func (s sources) keyOf(files string) string {
	if s.external {
		return digest(s.root)
	}
	return digest(s.settings + "\n" + files)
}

// filesOf returns a hash of the current state of a module's files. An unreadable file counts by its error, which the
// compiler explains better if it needs the file. The returned error is for files on which the compiler would hang.
func filesOf(root string) (state string, err error) {
	h := &filesHash{Hash: sha256.New(), root: root}
	embedding := h.module()
	if h.endless != nil {
		return "", h.endless
	}
	for _, dir := range embedding {
		h.embedded(dir)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), h.endless
}

// filesHash is the hash of a module's files.
type filesHash struct {
	hash.Hash
	root    string
	endless error // error for a pipe, socket or device among the files
}

// module hashes every file of the module that the go command may compile. It returns the directories of packages that embed
// files.
func (h *filesHash) module() (embedding []string) {
	files := os.DirFS(h.root)
	fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			fmt.Fprintln(h, err)
		case entry.IsDir() && name != "." && isOutside(files, name):
			return fs.SkipDir
		case !entry.IsDir() && isSource(name):
			content := h.file(name, name)
			if dir := path.Dir(name); bytes.Contains(content, []byte("//go:embed")) && !slices.Contains(embedding, dir) {
				embedding = append(embedding, dir)
			}
		}
		return nil
	})
	return embedding
}

// isOutside reports whether the go command would skip a directory of the module. A go.mod starts
// another module.
func isOutside(module fs.FS, dir string) bool {
	base := path.Base(dir)
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := fs.Stat(module, dir+"/go.mod")
	return err == nil
}

// isSource reports whether a file may affect a compile. It covers the kinds of files in `go help packages` and `go help
// build`, and the files that select the versions of dependencies.
func isSource(name string) bool {
	switch name {
	case "go.mod", "go.sum", "vendor/modules.txt":
		return true
	}
	base := path.Base(name)
	if base == generated || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || strings.HasSuffix(base, "_test.go") {
		return false
	}
	switch path.Ext(base) {
	case ".go", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".m", ".s", ".S", ".sx", ".syso":
		return true
	}
	return false
}

// embedded hashes the files that the package in dir embeds.
func (h *filesHash) embedded(dir string) {
	anyTags := build.Default
	anyTags.UseAllFiles = true
	absolute := filepath.Join(h.root, filepath.FromSlash(dir))
	// All tags at once may mix packages, which is an error. The patterns are complete nevertheless.
	pkg, _ := anyTags.ImportDir(absolute, 0)
	files := os.DirFS(absolute)
	for _, pattern := range pkg.EmbedPatterns {
		matches, _ := fs.Glob(files, strings.TrimPrefix(pattern, "all:")) // a bad pattern also fails to compile
		for _, match := range matches {
			fs.WalkDir(files, match, func(name string, entry fs.DirEntry, err error) error {
				if err != nil {
					fmt.Fprintln(h, err)
				} else if !entry.IsDir() {
					h.file(name, path.Join(dir, name))
				}
				return nil
			})
		}
	}
}

// file hashes a name and the content of the module's file at a path. It returns the content.
func (h *filesHash) file(name, at string) []byte {
	content, err := readAll(filepath.Join(h.root, filepath.FromSlash(at)))
	if errors.Is(err, textfile.ErrNotFile) {
		h.endless = err
	}
	var failed *fs.PathError // without the path, which differs between worktrees
	if errors.As(err, &failed) {
		err = failed.Err
	}
	fmt.Fprintf(h, "%s %x %v\n", name, sha256.Sum256(content), err)
	return content
}

func readAll(path string) ([]byte, error) {
	file, err := textfile.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
