package failure_test

import (
	"errors"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// No setup builds stand-ins for the images of a project that is not ours.
func TestSetupIsNoCureForARegistryThatDoesNotAnswer(t *testing.T) {
	const refused = "dial tcp: lookup ghcr.io: no such host"
	w := workspace.Workspace{Derived: &derived.Stack{}}
	err := failure.OfPull(w, "ghcr.io/shop:1", &docker.Error{Output: refused, Err: errors.New("exit status 1")})
	const want = "image ghcr.io/shop:1 cannot be had: " + refused +
		"\ntry: correct the image's name, give the engine a way to ghcr.io, or bring the image with docker load"
	if err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
}

// Whatever keeps a stack from being tried is told with what could not be had,
// and one cure.
func TestFailedStartIsExplained(t *testing.T) {
	const (
		mend    = "\ntry: correct the Dockerfile or the files that it copies, then run mage sandbox:up -build"
		refused = `Get "https://registry.example.com/v2/": dial tcp 192.0.2.1:443: connect: connection refused`
	)
	pull := func(w workspace.Workspace, err error) error {
		return failure.OfPull(w, "registry.example.com/shop:1", err)
	}
	build := func(w workspace.Workspace, err error) error {
		return failure.OfBuild(w, []string{"a-worker", "shop-api:dev"}, err)
	}
	up := func(w workspace.Workspace, err error) error {
		return failure.OfStart(w, err, func() error { return nil })
	}
	for _, test := range []struct {
		name  string
		fails func(workspace.Workspace, error) error
		wrote string // by docker
		code  int
		want  string
	}{
		{
			"a pull that is refused", pull, " Image registry.example.com/shop:1 Error denied \nError response from daemon: denied\n", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: denied\ntry: docker login registry.example.com",
		},
		{
			"a pull of what does not exist", pull, "Error response from daemon: manifest unknown\n", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: manifest unknown\ntry: correct the image's name in .env.sandbox or the Compose file",
		},
		{
			"a pull without a registry", pull, "Error response from daemon: " + refused, 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: " + refused + "\ntry: correct the image's name, give the engine a way to registry.example.com, or bring the image with docker load",
		},
		{
			"a pull onto a full disk", pull, "Error response from daemon: write /var/lib/docker/tmp/GetImageBlob1: no space left on device", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: write /var/lib/docker/tmp/GetImageBlob1: no space left on device\ntry: free space where docker system df shows it",
		},
		{
			"a pull without an engine", pull, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\ntry: start the Docker engine",
		},
		{
			"a pull that does not say why", pull, "", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: docker compose: exit status 1\ntry: correct the image's name, give the engine a way to registry.example.com, or bring the image with docker load",
		},
		{
			"one of two builds", build, "target worker: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory", 1,
			"image a-worker of worker cannot be had: failed to read dockerfile: open Dockerfile: no such file or directory" + mend,
		},
		{
			"a build that does not say which", build, "COPY failed: file not found in build context", 1,
			"image a-worker, shop-api:dev of api, worker cannot be had: COPY failed: file not found in build context" + mend,
		},
		{
			"a build in which a program is missing", build, `OCI runtime create failed: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`, 1,
			`image a-worker, shop-api:dev of api, worker cannot be had: exec: "/bin/sh": stat /bin/sh: no such file or directory` + mend,
		},
		{
			"a build whose base is refused", build, "target api: failed to solve: registry.example.com/base:1: failed to resolve source metadata for registry.example.com/base:1: 401 Unauthorized", 1,
			"image shop-api:dev of api cannot be had: registry.example.com/base:1: failed to resolve source metadata for registry.example.com/base:1: 401 Unauthorized\ntry: docker login registry.example.com",
		},
		{
			"an image that went away", up, " service:db:1 Error response from daemon: No such image: registry.example.com/shop:1 \nError response from daemon: No such image: registry.example.com/shop:1", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: No such image: registry.example.com/shop:1\ntry: correct the image's name in .env.sandbox or the Compose file",
		},
		{
			"an image that is always pulled", up, " Image registry.example.com/shop:1 Error denied \nError response from daemon: denied", 1,
			"image registry.example.com/shop:1 of db, migrate cannot be had: denied\ntry: docker login registry.example.com",
		},
		{
			"no subnet", up, "failed to create network a_default: Error response from daemon: all predefined address pools have been fully subnetted", 1,
			"instance a cannot be started: failed to create network a_default: Error response from daemon: all predefined address pools have been fully subnetted\ntry: docker network prune",
		},
		{
			"a full disk", up, " Container a-db-1 Creating \nError response from daemon: mkdir /var/lib/docker/overlay2/x: no space left on device", 1,
			"service db cannot be started: mkdir /var/lib/docker/overlay2/x: no space left on device\ntry: free space where docker system df shows it, or enlarge the volume of db",
		},
		{
			"a service that was tried", up, `service "migrate" didn't complete successfully: exit 1`, 2,
			`service migrate cannot be started: service "migrate" didn't complete successfully: exit 1` + "\ntry: mage sandbox:logs -service=migrate, then correct what it shows",
		},
		{
			"a stranger", up, `service "stranger" didn't complete successfully: exit 1`, 2,
			`instance a cannot be started: service "stranger" didn't complete successfully: exit 1` + "\ntry: mage sandbox:logs, then correct what it shows",
		},
		{
			"a secret", up, "Error response from daemon: cannot log in with hunter2hunter2", 2,
			"instance a cannot be started: cannot log in with ***\ntry: mage sandbox:logs, then correct what it shows",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := stacktest.Workspace()
			w.Instance.Variables = map[string]string{"T_PASSWORD": "hunter2hunter2"}
			w.Config.Services = map[string]composefile.Service{
				"api": {Image: "shop-api:dev", Build: &composefile.Build{}}, "worker": {Build: &composefile.Build{}},
				"db": {Image: "registry.example.com/shop:1"}, "migrate": {Image: "registry.example.com/shop:1"},
			}
			err := test.fails(w, &docker.Error{Command: "docker compose", Output: test.wrote, Err: errors.New("exit status 1")})
			if got := err.Error(); got != test.want || outcome.ExitCode(err) != test.code {
				t.Errorf("exit code %d, want %d; got\n%s\nwant\n%s", outcome.ExitCode(err), test.code, got, test.want)
			}
		})
	}
}
