package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/seed-491dada8/sandbox/internal/setup"
)

// servers lists the programs that the tests of probes start, by Debian's packages.
var servers = []struct{ program, debian string }{
	{"/usr/bin/redis-server", "redis-server"},
	{"/usr/bin/memcached", "memcached"},
	{"/usr/sbin/mariadbd", "mariadb-server-core"},
	{"/usr/bin/mariadb", "mariadb-client-core"},
	{"/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"},
}

// ensureServers installs the missing servers if setup may change the machine. It
// does nothing on a machine with systemd, because a new package would start as a
// service on its usual port. Tests that lack a server are skipped there.
func ensureServers(ctx context.Context, steps setup.Steps) error {
	var missing []string
	for _, s := range servers {
		if _, err := os.Stat(s.program); err != nil {
			missing = append(missing, s.debian)
		}
	}
	if len(missing) == 0 || !setup.MayInstall() {
		return nil
	}
	if _, err := os.Stat("/run/systemd/system"); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return steps.Do("installing the servers that the probes are tested against", func() error {
		return setup.InstallPackages(ctx, steps.Out, missing...)
	})
}
