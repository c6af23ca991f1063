//go:build e2e

package e2e

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/amqp"
	"github.com/seed-491dada8/sandbox/gate/grpc"
	"github.com/seed-491dada8/sandbox/gate/memcached"
	"github.com/seed-491dada8/sandbox/gate/mysql"
	"github.com/seed-491dada8/sandbox/gate/nats"
	"github.com/seed-491dada8/sandbox/gate/redis"
)

const redisServer = "/usr/bin/redis-server"

// askRedis is redis-cli as an observer.
func askRedis(t *testing.T, s *server, arguments ...string) error {
	output, err := client(t, "/usr/bin/redis-cli", append([]string{"-e", "-p", s.port()}, arguments...)...)
	if err != nil || strings.TrimSpace(output) == "" {
		return fmt.Errorf("redis-cli: %s %w", output, err)
	}
	return nil
}

func TestRedisProbeDuringStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	full := newServer(t, redisServer, "--port", "PORT", "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--enable-debug-command", "yes")
	full.coldStart(t, redis.Target{Address: full.address}.Probe, func() error { return askRedis(t, full, "PING") })
	for _, command := range [][]string{{"DEBUG", "POPULATE", "2000"}, {"SAVE"}} {
		if err := askRedis(t, full, command...); err != nil {
			t.Fatal(err)
		}
	}
	full.stop()

	slow := newServer(t, redisServer, "--port", "PORT", "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--requirepass", everySign,
		"--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024")
	target := redis.Target{Name: slow.address, Address: slow.address, Password: everySign, Writable: true}
	before := slow.coldStart(t, target.Probe, func() error { return askRedis(t, slow, "-a", everySign, "--no-auth-warning", "GET", "key:1") })
	if last := before[len(before)-1]; !errors.Is(last, gate.ErrStarting) || !strings.Contains(last.Error(), "LOADING") {
		t.Errorf("the last error before it passed is %v", last)
	}
	slow.acceptsEverySign(t, `{image: redis:7, command: [redis-server, --requirepass, SECRET], ports: ["6379:6379"]}`)
	for _, password := range []string{"", "hunter3"} {
		wrong := target
		if wrong.Password = password; !errors.Is(once(t, wrong.Probe), gate.ErrWrongPassword) {
			t.Errorf("the password %q gives %v", password, once(t, wrong.Probe))
		}
	}
}

func TestRedisProbeOfReplica(t *testing.T) {
	t.Parallel()
	primary := newServer(t, redisServer, "--port", "PORT", "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "")
	primary.coldStart(t, redis.Target{Address: primary.address}.Probe, func() error { return askRedis(t, primary, "PING") })
	replica := newServer(t, redisServer, "--port", "PORT", "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--replicaof", "127.0.0.1 "+primary.port())
	replica.coldStart(t, redis.Target{Address: replica.address}.Probe, func() error { return askRedis(t, replica, "PING") })
	if err := once(t, redis.Target{Address: replica.address, Writable: true}.Probe); !errors.Is(err, gate.ErrReadOnly) {
		t.Errorf("a replica gives %v", err)
	}
}

func TestMemcachedProbeDuringStart(t *testing.T) {
	t.Parallel()
	s := newServer(t, "/usr/bin/memcached", "-u", "root", "-l", "127.0.0.1", "-p", "PORT", "-U", "0")
	s.coldStart(t, memcached.Target{Address: s.address}.Probe, func() error { return stores(s.address) })
	if err := once(t, redis.Target{Address: s.address}.Probe); !errors.Is(err, gate.ErrOtherProtocol) {
		t.Errorf("asked for Redis it gives %v", err)
	}
	mechanisms := t.TempDir()
	if err := os.WriteFile(filepath.Join(mechanisms, "memcached.conf"), []byte("mech_list: plain\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	closed := newServer(t, "/usr/bin/memcached", "-S", "-u", "root", "-l", "127.0.0.1", "-p", "PORT", "-U", "0") // has no users, so it refuses every login
	closed.command.Env = append(os.Environ(), "SASL_CONF_PATH="+mechanisms)
	closed.start(t)
	eventually(t, "it refuses a login", func() bool {
		return errors.Is(once(t, memcached.Target{Address: closed.address, User: "me", Password: "hunter2"}.Probe), gate.ErrWrongPassword)
	})
}

// stores reports whether a memcached keeps a value.
func stores(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("set key 0 0 2\r\nhi\r\n")); err != nil {
		return err
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); line != "STORED\r\n" {
		return fmt.Errorf("memcached: %q %w", line, err)
	}
	return nil
}

// newMariaDB returns a server with the user me and the database shop.
func newMariaDB(t *testing.T) *server {
	debian(t, "/usr/sbin/mariadbd")
	dir := t.TempDir()
	data, users := filepath.Join(dir, "data"), filepath.Join(dir, "users.sql")
	if output, err := client(t, "/usr/bin/mariadb-install-db", "--no-defaults", "--user=root", "--skip-test-db", "--auth-root-authentication-method=normal", "--datadir="+data); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	password := strings.NewReplacer(`\`, `\\`, "'", "''").Replace(everySign)
	if err := os.WriteFile(users, []byte("CREATE DATABASE shop;\nCREATE USER me IDENTIFIED BY '"+password+"';\nGRANT ALL ON shop.* TO me;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return newServer(t, "/usr/sbin/mariadbd", "--no-defaults", "--user=root", "--datadir="+data, "--socket="+filepath.Join(dir, "s"),
		"--bind-address=127.0.0.1", "--port=PORT", "--init-file="+users)
}

func TestMySQLProbeDuringStart(t *testing.T) {
	t.Parallel()
	s := newMariaDB(t)
	query := func(sql string) (string, error) {
		return client(t, "/usr/bin/mariadb", "--no-defaults", "-h127.0.0.1", "-P"+s.port(), "-uroot", "-N", "-e", sql)
	}
	target := mysql.Target{Name: s.address, Address: s.address, User: "me", Password: everySign, Database: "shop", Writable: true}
	s.coldStart(t, target.Probe, func() error { _, err := query("SELECT 1"); return err })
	s.acceptsEverySign(t, `{image: mariadb:11, environment: {MARIADB_USER: me, MARIADB_PASSWORD: SECRET, MARIADB_DATABASE: shop}, ports: ["3306:3306"]}`)

	if aborted, err := query("SHOW GLOBAL STATUS LIKE 'Aborted%'"); err != nil || strings.Join(strings.Fields(aborted), " ") != "Aborted_clients 0 Aborted_connects 0 Aborted_connects_preauth 0" {
		t.Errorf("the server counts broken connections: %s %v", aborted, err)
	}
	for name, test := range map[string]struct {
		change func(*mysql.Target)
		want   error
	}{
		"wrong password":   {func(m *mysql.Target) { m.Password = "hunter3" }, gate.ErrWrongPassword},
		"no password":      {func(m *mysql.Target) { m.Password = "" }, gate.ErrWrongPassword},
		"unknown user":     {func(m *mysql.Target) { m.User = "nobody" }, gate.ErrWrongPassword},
		"foreign database": {func(m *mysql.Target) { m.Database = "mysql" }, gate.ErrWrongPassword},
		"unknown database": {func(m *mysql.Target) { m.User, m.Password, m.Database = "root", "", "nowhere" }, gate.ErrMissingDatabase},
	} {
		changed := target
		test.change(&changed)
		if err := once(t, changed.Probe); !errors.Is(err, test.want) || strings.Contains(err.Error(), "hunter") || strings.Contains(err.Error(), everySign) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
	if _, err := query("SET GLOBAL read_only = 1"); err != nil {
		t.Fatal(err)
	}
	if err := once(t, target.Probe); !errors.Is(err, gate.ErrReadOnly) {
		t.Errorf("a server that is read-only gives %v", err)
	}
	target.Writable = false
	if err := once(t, target.Probe); err != nil {
		t.Errorf("a replica gives %v", err)
	}
}

func TestNATSProbeDuringStart(t *testing.T) {
	t.Parallel()
	program := buildServer(t, "github.com/nats-io/nats-server/v2")
	monitor := freePort(t)
	s := newServer(t, program, "-a", "127.0.0.1", "-p", "PORT", "-m", monitor, "--user", "me", "--pass", "hunter2", "-js", "-sd", t.TempDir())
	target := nats.Target{Name: s.address, Address: s.address, User: "me", Password: "hunter2"}
	s.coldStart(t, target.Probe, func() error {
		return gate.HTTP{URL: "http://127.0.0.1:" + monitor + "/healthz", Header: http.Header{"Accept": {"*/*"}}}.Probe(t.Context())
	})
	target.Password = "hunter3"
	if err := once(t, target.Probe); !errors.Is(err, gate.ErrWrongPassword) {
		t.Errorf("a wrong password gives %v", err)
	}
}

func TestGRPCProbeDuringStart(t *testing.T) {
	t.Parallel()
	program := buildServer(t, "./grpchealth")
	s := newServer(t, program, "127.0.0.1:PORT")
	before := s.coldStart(t, grpc.Target{Name: s.address, Address: s.address}.Probe, func() error {
		output, err := client(t, program, "-check", s.address)
		if err != nil {
			return fmt.Errorf("grpchealth: %s %w", output, err)
		}
		return nil
	})
	if last := before[len(before)-1]; !errors.Is(last, gate.ErrStarting) {
		t.Errorf("the last error before it passed is %v", last)
	}
	const service = `{image: shop, ports: ["50051:50051"], x-sandbox: {ready: %s}}`
	if err := once(t, s.derived(t, fmt.Sprintf(service, "grpc"), nil)); err != nil {
		t.Errorf("ready: grpc gives %v", err)
	}
	err := once(t, s.derived(t, fmt.Sprintf(service, "grpc shop"), nil))
	if err == nil || !strings.Contains(err.Error(), "unknown service") {
		t.Errorf("an unknown service gives %v", err)
	}
}

func TestRabbitMQProbeDuringStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	names := freePort(t)
	epmd := newServer(t, "/usr/bin/epmd", "-address", "127.0.0.1", "-port", names)
	epmd.start(t)
	s := newServer(t, "/usr/lib/rabbitmq/bin/rabbitmq-server")
	// Under systemd its script replaces itself with the server instead of starting a
	// child.
	s.command.Env = append(os.Environ(), "RUNNING_UNDER_SYSTEMD=true", "HOME="+dir, "ERL_EPMD_PORT="+names, "ERL_EPMD_ADDRESS=127.0.0.1",
		"RABBITMQ_NODENAME=e2e"+s.port()+"@localhost", "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1", "RABBITMQ_NODE_PORT="+s.port(), "RABBITMQ_DIST_PORT="+freePort(t),
		"RABBITMQ_DEFAULT_USER=me", "RABBITMQ_DEFAULT_PASS="+everySign, "RABBITMQ_MNESIA_BASE="+dir, "RABBITMQ_LOGS=-", "RABBITMQ_ENABLED_PLUGINS_FILE="+filepath.Join(dir, "plugins"),
		"RABBITMQ_CONFIG_FILE="+filepath.Join(dir, "none"), "RABBITMQ_CONF_ENV_FILE="+filepath.Join(dir, "none"))
	target := amqp.Target{Name: s.address, Address: s.address, User: "me", Password: everySign}
	s.coldStart(t, target.Probe, func() error {
		observer := exec.CommandContext(t.Context(), "/usr/lib/rabbitmq/bin/rabbitmq-diagnostics", "check_running")
		observer.Env = s.command.Env
		output, err := observer.CombinedOutput()
		if err != nil {
			return fmt.Errorf("rabbitmq-diagnostics: %s %w", output, err)
		}
		return nil
	})
	s.acceptsEverySign(t, `{image: rabbitmq:3, environment: {RABBITMQ_DEFAULT_USER: me, RABBITMQ_DEFAULT_PASS: SECRET}, ports: ["5672:5672"]}`)
	wrong, elsewhere := target, target
	wrong.Password, elsewhere.Vhost = "hunter3", "nowhere"
	if err := once(t, wrong.Probe); !errors.Is(err, gate.ErrWrongPassword) {
		t.Errorf("a wrong password gives %v", err)
	}
	if err := once(t, elsewhere.Probe); !errors.Is(err, gate.ErrMissingDatabase) {
		t.Errorf("an unknown virtual host gives %v", err)
	}
}
