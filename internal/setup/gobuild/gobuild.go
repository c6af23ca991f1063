// Package gobuild builds programs from published Go modules that `go install` refuses because their go.mod has replace
// or exclude directives.
package gobuild

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Program is a main package of a published module.
type Program struct {
	Package string // import path of the main package
	Version string // version of its module, such as v1.2.3
	Stamp   string // string variable to set to Version, as IMPORTPATH.NAME; "" for none
	Tags    string // build tags, separated by commas; "" for none
	CGO     bool   // needs cgo: a C compiler and the libraries' headers
}

// Build compiles the program into the file output, statically unless it needs cgo. The module proxy provides the
// sources and the checksum database verifies them. Build uses a temporary module, which it removes.
func (p Program) Build(ctx context.Context, out io.Writer, output string) error {
	output, err := filepath.Abs(output)
	if err != nil {
		return err
	}
	module, err := os.MkdirTemp("", "sandbox-gobuild-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(module)
	if err := os.WriteFile(filepath.Join(module, "go.mod"), []byte("module build\n\ngo 1.26.0\n"), 0o644); err != nil {
		return err
	}

	flags := "-s -w"
	if p.Stamp != "" {
		flags += " -X " + p.Stamp + "=" + p.Version
	}
	for _, args := range [][]string{
		{"get", p.Package + "@" + p.Version},
		{"build", "-trimpath", "-tags", p.Tags, "-ldflags", flags, "-o", output, p.Package},
	} {
		if err := proc.Run(p.command(ctx, module, args...), out); err != nil {
			return fmt.Errorf("building %s %s: %w", p.Package, p.Version, err)
		}
	}
	return nil
}

// command returns a go command without the caller's settings. Vendoring or a workspace would hide the temporary module, and
// exceptions for private modules would skip the verification. The go command's work directory is in dir too, because an
// interrupted build leaves it behind.
func (p Program) command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cgo := "CGO_ENABLED=0"
	if p.CGO {
		cgo = "CGO_ENABLED=1"
	}
	cmd := proc.Command(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), cgo, "GOWORK=off", "GOFLAGS=-mod=mod", "GOTMPDIR="+dir)
	if proxy, err := proc.Output(proc.Command(ctx, "go", "env", "GOPROXY")); err == nil {
		cmd.Env = append(cmd.Env, "GOPROXY="+proxy) // may come from the file that GOENV=off hides
	}
	cmd.Env = append(cmd.Env, "GOENV=off")
	for _, name := range exceptions {
		cmd.Env = append(cmd.Env, name+"=") // "" selects the default
	}
	return cmd
}

// exceptions are the variables that exempt modules from the checksum database or the proxy.
var exceptions = []string{"GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOINSECURE", "GOPRIVATE", "GONOPROXY"}
