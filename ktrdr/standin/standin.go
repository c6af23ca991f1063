// Package standin builds images that replace those of the default stack if no container registry can be reached.
// They run the same services, from Debian packages and Go modules.
package standin

import (
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup"
	"github.com/seed-491dada8/sandbox/internal/setup/gobuild"
)

const (
	Postgres   = "localhost/sandbox-postgres:15"       // Debian's PostgreSQL, without TimescaleDB and JIT
	Jaeger     = "localhost/sandbox-jaeger:1.62.0"     // all-in-one; its user interface is a placeholder page
	Prometheus = "localhost/sandbox-prometheus:2.42.0" // Debian's package
)

//go:embed images
var contexts embed.FS

// All returns the stand-ins of the default stack. Grafana has none, because neither source provides it, and a fake
// would pass a gate that must fail. Its profile is omitted.
func All() []setup.StandIn {
	return []setup.StandIn{
		{Variable: "KTRDR_DB_IMAGE", Reference: Postgres, Build: buildPostgres, Fingerprint: fingerprint("postgres")},
		{Variable: "KTRDR_JAEGER_IMAGE", Reference: Jaeger, Build: buildJaeger},
		{Variable: "KTRDR_PROMETHEUS_IMAGE", Reference: Prometheus, Build: buildPrometheus, Fingerprint: fingerprint("prometheus")},
		{Variable: "KTRDR_GRAFANA_IMAGE", LeaveOut: "COMPOSE_PROFILES="},
	}
}

// fingerprint returns the hash of an embedded build context. It panics if the name is unknown.
func fingerprint(name string) string {
	hash := sha256.New()
	err := fs.WalkDir(contexts, "images/"+name, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := contexts.ReadFile(path)
		fmt.Fprintf(hash, "%q %q\n", path, content)
		return err
	})
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%x", hash.Sum(nil))[:16]
}

func buildPostgres(ctx context.Context, steps setup.Steps) error {
	return build(ctx, steps, Postgres, "postgres", nil)
}

func buildPrometheus(ctx context.Context, steps setup.Steps) error {
	return build(ctx, steps, Prometheus, "prometheus", nil)
}

func buildJaeger(ctx context.Context, steps setup.Steps) error {
	return build(ctx, steps, Jaeger, "jaeger", func(dir string) error {
		allInOne := gobuild.Program{
			Package: "github.com/jaegertracing/jaeger/cmd/all-in-one",
			Version: "v1.62.0",
			Stamp:   "github.com/jaegertracing/jaeger/pkg/version.latestVersion",
		}
		return steps.Do("building Jaeger "+allInOne.Version+" from source, which takes about 4 min", func() error {
			return allInOne.Build(ctx, steps.Out, filepath.Join(dir, "all-in-one"))
		})
	})
}

// build builds an image from the embedded context of the given name. prepare may add files to
// the context.
func build(ctx context.Context, steps setup.Steps, reference, name string, prepare func(dir string) error) error {
	if err := ensureBase(ctx, steps); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sandbox-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, err := fs.Sub(contexts, "images/"+name)
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return err
	}
	if prepare != nil {
		if err := prepare(dir); err != nil {
			return err
		}
	}
	return steps.Do("building "+reference, func() error {
		// Everything is in the base or the context, so nothing is fetched.
		return proc.Run(proc.Command(ctx, "docker", "build", "--network", "none",
			"--label", setup.FingerprintLabel+"="+fingerprint(name), "--tag", reference, dir), steps.Out)
	})
}
