//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/inside"
)

// here returns an Exec that runs clients on this machine, as if it were the container of
// the server. Flag names the server's port to a client.
func (s *server) here(flag string) inside.Exec {
	return func(ctx context.Context, _ string, env map[string]string, command ...string) (string, error) {
		command = slices.Insert(slices.Clone(command), 3, flag, s.port()) // behind timeout, its limit and the client
		cmd := exec.CommandContext(ctx, command[0], command[1:]...)
		cmd.Env = os.Environ()
		for name, value := range env {
			if cmd.Env = append(cmd.Env, name+"="+value); value != "" && slices.Contains(command, value) {
				return "", fmt.Errorf("%s is among the arguments %q", name, command)
			}
		}
		output, err := cmd.CombinedOutput()
		return string(output), err
	}
}

// asks makes one attempt with a client.
func (s *server) asks(t *testing.T, client *inside.Client, flag string) gate.Probe {
	asker := &inside.Asker{Client: *client, Exec: s.here(flag)}
	return func(ctx context.Context) error { return asker.Ask(ctx, "0123456789abcdef") }
}

func TestRedisIsAskedByItsOwnClient(t *testing.T) {
	t.Parallel()
	s := newServer(t, redisServer, "--port", "PORT", "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--requirepass", everySign)
	const flag = "-p"
	s.coldStart(t, s.asks(t, inside.Redis(everySign), flag), func() error { return askRedis(t, s, "-a", everySign, "--no-auth-warning", "PING") })
	for _, password := range []string{"", "hunter3"} {
		if err := once(t, s.asks(t, inside.Redis(password), flag)); !errors.Is(err, gate.ErrWrongPassword) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("the password %q gives %v", password, err)
		}
	}
}

func TestMariaDBIsAskedByItsOwnClient(t *testing.T) {
	t.Parallel()
	s := newMariaDB(t)
	const flag = "-P"
	s.coldStart(t, s.asks(t, inside.MySQL("me", everySign, "shop"), flag), func() error {
		_, err := client(t, "/usr/bin/mariadb", "--no-defaults", "-h127.0.0.1", "-P"+s.port(), "-uroot", "-e", "SELECT 1")
		return err
	})
	for name, test := range map[string]struct {
		client *inside.Client
		want   error
	}{
		"wrong password":   {inside.MySQL("me", "hunter3", "shop"), gate.ErrWrongPassword},
		"foreign database": {inside.MySQL("me", everySign, "mysql"), gate.ErrWrongPassword},
		"unknown database": {inside.MySQL("root", "", "nowhere"), gate.ErrMissingDatabase},
	} {
		if err := once(t, s.asks(t, test.client, flag)); !errors.Is(err, test.want) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

// A server that publishes no port is asked in its container. An image without a client is
// judged by its container, and the check says so.
func TestServersWithoutAPublishedPortAreAskedInside(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	database, noClient := "localhost/"+in.id+"/postgres:15", "localhost/"+in.id+"/redis:7"
	mustDocker(t, "tag", databaseImage(t), noClient)
	t.Cleanup(func() { mustDocker(t, "image", "rm", noClient) })
	compose := func(password string) string {
		return fmt.Sprintf(`services:
  db:
    image: %s
    environment: {POSTGRES_PASSWORD: %s, POSTGRES_DB: shop}
    volumes: ["data:/var/lib/postgresql/data"]
  cache:
    image: %s
    environment: {POSTGRES_PASSWORD: x} # of the stand-in
volumes: {data: {}}
`, database, password, noClient)
	}
	in.write(t, "docker-compose.yml", compose("hunter2"))
	in.initialise(t)
	up := in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ cache up (running; no redis-cli or valkey-cli in the container)", "✓ db ready (Postgres login inside the container)")
	if output, err := docker("exec", in.container(t, "db"), "psql", "-h", in.container(t, "db")[:12], "-U", "postgres", "-w", "-c", "SELECT 1"); err == nil {
		t.Errorf("no password is needed: %s", output)
	}
	in.run(t, "sandbox:status").shows(t, "db:", "(ready)")

	in.write(t, "docker-compose.yml", compose("hunter3"))
	wrong := in.run(t, "sandbox:up", "-json", "-timeout=30s")
	wrong.exits(t, 2)
	for _, want := range []string{`"cause": "wrong_password"`, "SELECT 1 by psql returned a refused login"} {
		if !strings.Contains(wrong.stdout, want) {
			t.Errorf("no %q in\n%s", want, wrong.stdout)
		}
	}
	if strings.Contains(wrong.stdout+wrong.stderr, "hunter") {
		t.Error("a password is shown")
	}
}
