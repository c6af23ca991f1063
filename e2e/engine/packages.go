package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/seed-491dada8/sandbox/internal/setup"
)

// packages lists the Debian packages of the programs that the tests start or put into
// images, and of the shells that complete the program.
var packages = []struct{ program, name string }{
	{"/usr/bin/redis-server", "redis-server"},
	{"/usr/bin/memcached", "memcached"},
	{"/usr/sbin/mariadbd", "mariadb-server-core"},
	{"/usr/bin/mariadb", "mariadb-client-core"},
	{"/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"},
	{"/usr/bin/zsh", "zsh"},
	{"/usr/bin/fish", "fish"},
	{"/usr/sbin/nginx", "nginx"},
	{"/bin/busybox", "busybox-static"},
}

// ensurePackages installs the missing programs if setup may change the machine. It
// does nothing on a machine with systemd, because a new package would start as a
// service on its usual port. Tests that lack a program are skipped there.
func ensurePackages(ctx context.Context, steps setup.Steps) error {
	var missing []string
	for _, p := range packages {
		if _, err := os.Stat(p.program); err != nil {
			missing = append(missing, p.name)
		}
	}
	if len(missing) == 0 || !setup.MayInstall() {
		return nil
	}
	if _, err := os.Stat("/run/systemd/system"); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return steps.Do("installing the servers and shells that the tests use", func() error {
		return setup.InstallPackages(ctx, steps.Out, missing...)
	})
}
