package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// client is a configuration of the docker client in a folder of its own, for DOCKER_CONFIG: what it says counts as the
// machine's own, where DOCKER_HOST leads no instance anywhere.
type client struct{ dir string }

// newClient makes one in a new folder of dir, the default for temporary files if empty. It is the user's, for as long as
// nothing is put in place of a part of it.
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

// useCompose puts a Compose plugin in place of the user's plugins.
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
