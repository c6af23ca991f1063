package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// client is a separate configuration directory of the docker client, for DOCKER_CONFIG. Its engine counts as the
// machine's default.
type client struct{ dir string }

// newClient creates a client in a new folder of dir, or of the default folder for temporary files. It starts with the
// user's configuration.
func newClient(dir string) (client, error) {
	user := os.Getenv("DOCKER_CONFIG")
	if user == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return client{}, err
		}
		user = filepath.Join(home, ".docker")
	}
	user, err := filepath.Abs(user)
	if err != nil {
		return client{}, err
	}
	dir, err = os.MkdirTemp(dir, "e2e-docker-")
	for _, part := range []string{"config.json", "contexts", "cli-plugins"} {
		err = errors.Join(err, os.Symlink(filepath.Join(user, part), filepath.Join(dir, part)))
	}
	return client{dir}, err
}

// useCompose replaces the user's plugins with a Compose plugin.
func (c client) useCompose(plugin string) error {
	plugins := filepath.Join(c.dir, "cli-plugins")
	return errors.Join(os.Remove(plugins), os.Mkdir(plugins, 0o755), os.Symlink(plugin, filepath.Join(plugins, "docker-compose")))
}

// useEngine makes an engine the default.
func (c client) useEngine(ctx context.Context, e *Engine) error {
	err := errors.Join(os.Remove(filepath.Join(c.dir, "config.json")), os.Remove(filepath.Join(c.dir, "contexts")))
	for _, args := range [][]string{{"create", "own", "--docker", "host=" + e.Host()}, {"use", "own"}} {
		if err == nil {
			_, err = proc.Output(proc.Command(ctx, "docker", append([]string{"--config", c.dir, "context"}, args...)...))
		}
	}
	return err
}
