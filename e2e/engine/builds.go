package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup"
	"github.com/seed-491dada8/sandbox/internal/setup/gobuild"
)

// build is a program without a package on the machine. It is built once from the sources of its modules and kept in the
// user's cache.
type build struct {
	what     string // name for people
	takes    string // time with an empty build cache on two cores
	folder   string // names the versions, so that another version is another build
	header   string // Debian package of its headers; "" for none
	probe    string // the package's name in pkg-config
	programs map[string]gobuild.Program
}

const (
	mobyVersion    = "v2.0.0-beta.24"
	runcVersion    = "v1.3.3"
	composeVersion = "v2.40.3"
)

func currentEngine() build {
	moby := func(command string) gobuild.Program {
		return gobuild.Program{
			Package: "github.com/moby/moby/v2/cmd/" + command, Version: mobyVersion,
			Stamp: "github.com/moby/moby/v2/dockerversion.Version",
		}
	}
	return build{
		what: "Docker engine " + mobyVersion, takes: "6 min", folder: "engine-" + mobyVersion + "-runc-" + runcVersion,
		header: "libseccomp-dev", probe: "libseccomp",
		programs: map[string]gobuild.Program{
			"dockerd": moby("dockerd"), "docker-proxy": moby("docker-proxy"),
			"runc": {Package: "github.com/opencontainers/runc", Version: runcVersion, Tags: "seccomp", CGO: true},
		},
	}
}

func compose240() build {
	return build{
		what: "Docker Compose " + composeVersion, takes: "6 min", folder: "compose-" + composeVersion,
		programs: map[string]gobuild.Program{"docker-compose": {
			Package: "github.com/docker/compose/v2/cmd", Version: composeVersion, Stamp: "github.com/docker/compose/v2/internal.Version",
		}},
	}
}

func (b build) dir() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "sandbox-e2e", b.folder), err
}

func (b build) done() bool {
	dir, err := b.dir()
	if err == nil {
		_, err = os.Stat(dir)
	}
	return err == nil
}

// ensure builds what is missing. The folder appears atomically.
func (b build) ensure(ctx context.Context, steps setup.Steps) error {
	dir, err := b.dir()
	if err != nil || b.done() {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	building, err := os.MkdirTemp(filepath.Dir(dir), ".building-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(building)
	if err := b.ensureHeader(ctx, steps); err != nil {
		return err
	}
	err = steps.Do(fmt.Sprintf("building %s, which takes about %s", b.what, b.takes), func() error {
		for name, program := range b.programs {
			if err := program.Build(ctx, steps.Out, filepath.Join(building, name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := os.Rename(building, dir); err != nil && !b.done() { // another run may have finished first
		return err
	}
	return nil
}

func (b build) ensureHeader(ctx context.Context, steps setup.Steps) error {
	if b.header == "" || proc.Command(ctx, "pkg-config", "--exists", b.probe).Run() == nil {
		return ctx.Err()
	}
	if !proc.Exists("apt-get") || os.Geteuid() != 0 {
		return fmt.Errorf("building %s needs the headers of %s: install %s and pkg-config", b.what, b.probe, b.header)
	}
	return steps.Do("installing "+b.header, func() error {
		return setup.InstallPackages(ctx, steps.Out, b.header, "pkg-config")
	})
}

// currentPrograms returns the programs of the current engine, whether built or not.
func currentPrograms() (Programs, error) {
	dir, err := currentEngine().dir()
	program := func(name string) string { return filepath.Join(dir, name) }
	return Programs{Dockerd: program("dockerd"), Proxy: program("docker-proxy"), Runc: program("runc")}, err
}
