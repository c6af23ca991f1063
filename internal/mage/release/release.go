// Package release builds the program for every system that it runs on.
package release

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Platform is a system and an architecture by their Go names.
type Platform struct{ OS, Arch string }

// Platforms returns the platforms of a release.
func Platforms() (all []Platform) {
	for _, os := range []string{"linux", "darwin", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			all = append(all, Platform{os, arch})
		}
	}
	return all
}

// file returns the name of the program for a platform.
func (p Platform) file() string {
	name := "sandbox_" + p.OS + "_" + p.Arch
	if p.OS == "windows" {
		name += ".exe"
	}
	return name
}

// Sums is the name of the file with the checksums of a release, as sha256sum writes them.
const Sums = "SHA256SUMS"

// version matches a version that the linker can set.
var version = regexp.MustCompile(`^v[0-9A-Za-z.+-]+$`)

// Release is what to build, and where to put it.
type Release struct {
	Module    string // root of this module
	Dir       string // folder for the programs, which is made if it is missing
	Version   string // what `sandbox --version` says, such as v1.2.3
	Platforms []Platform
	Out       io.Writer // receives a line for each program
}

// Build builds the program for each platform, and writes their checksums. Two builds of the
// same sources with the same version of Go are equal.
func (r Release) Build(ctx context.Context) error {
	if !version.MatchString(r.Version) {
		return fmt.Errorf("-version=%s: it must be a version such as v1.2.3", r.Version)
	}
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var sums bytes.Buffer
	for _, p := range r.Platforms {
		path := filepath.Join(dir, p.file())
		if err := r.build(ctx, p, path); err != nil {
			return fmt.Errorf("build %s: %w", p.file(), err)
		}
		sum, size, err := sumOf(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%s  %s\n", sum, p.file())
		fmt.Fprintf(r.Out, "%s (%.1f MB)\n", filepath.Join(r.Dir, p.file()), float64(size)/1e6)
	}
	return os.WriteFile(filepath.Join(dir, Sums), sums.Bytes(), 0o644)
}

// build builds the program for one platform.
func (r Release) build(ctx context.Context, p Platform, path string) error {
	cmd := proc.Command(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version="+r.Version, "-o", path, "./cmd/sandbox")
	cmd.Dir = r.Module
	cmd.Env = append(os.Environ(), "GOOS="+p.OS, "GOARCH="+p.Arch, "CGO_ENABLED=0", "GOFLAGS=")
	var out bytes.Buffer
	if err := proc.Run(cmd, &out); err != nil {
		return fmt.Errorf("%w: %s", err, proc.LastLine(out.String()))
	}
	return nil
}

// sumOf returns the checksum and the size of a file.
func sumOf(path string) (sum string, size int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	hash := sha256.New()
	size, err = io.Copy(hash, file)
	return fmt.Sprintf("%x", hash.Sum(nil)), size, err
}
