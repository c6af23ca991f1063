package standin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup"
)

const (
	base  = "localhost/sandbox-base:bookworm"
	suite = "bookworm" // works on any Debian, because the tags name this suite's versions
)

// superfluous lists files that the services do not need at run time. LLVM is half of PostgreSQL's size; without it the
// server does not compile queries. The cluster, the keys and the names are specific to this machine.
var superfluous = []string{
	"var/cache/apt/*", "var/lib/apt/lists/*", "var/cache/debconf/*-old", "var/log/*",
	"usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/i18n", "usr/share/lintian",
	"usr/share/javascript/moment-timezone/data",
	"usr/lib/postgresql/15/lib/bitcode", "usr/lib/postgresql/15/lib/llvmjit*",
	"usr/lib/*/libLLVM*", "usr/lib/*/libz3*", "usr/lib/llvm*",
	"var/lib/postgresql/15", "etc/postgresql/15", "etc/ssl/private/*", "etc/hostname", "etc/resolv.conf",
}

// ensureBase builds the image that all stand-ins share, if the engine lacks it: a minimal Debian with their packages.
func ensureBase(ctx context.Context, steps setup.Steps) error {
	has, err := setup.HasImage(ctx, base)
	if has || err != nil {
		return err
	}
	// Not in the default directory: debootstrap makes device nodes, which a /tmp may forbid.
	dir, err := os.MkdirTemp("/var/tmp", "sandbox-base-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return steps.Do("building "+base+", which takes about 1 min", func() error {
		tree := filepath.Join(dir, "root")
		if err := bootstrap(ctx, steps, tree); err != nil {
			return err
		}
		if err := trim(tree); err != nil {
			return fmt.Errorf("trimming %s: %w", base, err)
		}
		return importTree(ctx, steps, tree, filepath.Join(dir, "root.tar"))
	})
}

// bootstrap installs Debian into tree.
func bootstrap(ctx context.Context, steps setup.Steps, tree string) error {
	if err := setup.InstallPackages(ctx, steps.Out, "debootstrap"); err != nil {
		return err
	}
	mirror, err := findMirror(ctx)
	if err != nil {
		return err
	}
	// It has its own namespaces, so its mounts and children always end with it. A /dev or /sys that stayed mounted in
	// tree would be deleted with tree.
	return proc.Run(proc.Command(ctx, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
		"debootstrap", "--variant=minbase", "--include=postgresql-15,prometheus,wget", suite, tree, mirror), steps.Out)
}

// findMirror returns the address of this machine's Debian mirror.
func findMirror(ctx context.Context) (string, error) {
	targets, err := proc.Output(proc.Command(ctx, "apt-get", "indextargets",
		"--format", "$(REPO_URI) $(ORIGIN) $(CODENAME)", "Identifier: Packages"))
	if err != nil {
		return "", err
	}
	if mirror := debianMirror(targets); mirror != "" {
		return mirror, nil
	}
	return "", errors.New("apt knows no mirror of Debian over http, https or file: add one to /etc/apt/sources.list.d")
}

// debianMirror returns the mirror in lines of address, origin and codename. A mirror of the machine's own release
// also has the other suites. Mirrors of updates and security (bookworm-security) do not.
func debianMirror(targets string) string {
	for line := range strings.Lines(targets) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "Debian" || strings.Contains(fields[2], "-") {
			continue
		}
		for _, scheme := range []string{"http://", "https://", "file:"} {
			if strings.HasPrefix(fields[0], scheme) {
				return fields[0]
			}
		}
	}
	return ""
}

// trim removes superfluous files. Links may point out of the tree, so it removes through os.Root.
func trim(tree string) error {
	root, err := os.OpenRoot(tree)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, pattern := range superfluous {
		names, err := fs.Glob(root.FS(), pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := root.RemoveAll(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// importTree imports the tree through a file. From a pipe, the engine would accept a tree that was cut short.
func importTree(ctx context.Context, steps setup.Steps, tree, archive string) error {
	err := proc.Run(proc.Command(ctx, "tar", "--create", "--numeric-owner", "--file", archive, "--directory", tree, "."),
		steps.Out)
	if err != nil {
		return err
	}
	return proc.Run(proc.Command(ctx, "docker", "import", archive, base), steps.Out)
}
