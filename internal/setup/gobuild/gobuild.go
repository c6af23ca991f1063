// Package gobuild builds programs of published Go modules that `go install` refuses, since their go.mod has replace or
// exclude directives.
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
	Version string // of its module: v1.2.3
	Stamp   string // string variable that is set to Version, IMPORTPATH.NAME; none if empty
	Tags    string // build tags, separated by commas; none if empty
	CGO     bool   // it needs C: a compiler and the libraries' headers must be there
}

// Build compiles the program, statically unless it needs C, into the file output. Sources come through the module proxy
// and are verified by the checksum database; the module it needs to do so is temporary.
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

// command overrides the settings of the caller's own work. Vendoring or a workspace would hide the temporary module, and exceptions
// for private modules would let its sources through unverified. The go command's work directory goes the way of the module, since
// an interrupted go build leaves one behind.
func (p Program) command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cgo := "CGO_ENABLED=0"
	if p.CGO {
		cgo = "CGO_ENABLED=1"
	}
	cmd := proc.Command(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), cgo, "GOWORK=off", "GOFLAGS=-mod=mod", "GOTMPDIR="+dir)
	if proxy, err := proc.Output(proc.Command(ctx, "go", "env", "GOPROXY")); err == nil {
		cmd.Env = append(cmd.Env, "GOPROXY="+proxy) // perhaps from the file that GOENV=off hides
	}
	cmd.Env = append(cmd.Env, "GOENV=off")
	for _, name := range exceptions {
		cmd.Env = append(cmd.Env, name+"=") // the default
	}
	return cmd
}

// exceptions are the variables that except modules from verification by the checksum database, or from the proxy.
var exceptions = []string{"GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOINSECURE", "GOPRIVATE", "GONOPROXY"}
