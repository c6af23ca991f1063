package inside

import (
	"syscall"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

// limit is less than the time that the gate gives one attempt.
const limit = 4 * time.Second

// Postgres logs in by the container's own name: for loopback, pg_hba.conf of the official
// image wants no password.
func Postgres(user, password, database string) *Client {
	return &Client{
		How: "Postgres login inside the container", Asks: "SELECT 1",
		Programs: []string{"psql"}, Limit: limit, Ready: "1",
		Env: map[string]string{"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "3"},
		Arguments: func(host string) []string {
			return []string{"--no-psqlrc", "--no-password", "--host=" + host, "--username=" + user, "--dbname=" + database, "-tAc", "SELECT 1"}
		},
		Reasons: []Reason{
			{"password authentication failed", gate.ErrWrongPassword},
			{"no password supplied", gate.ErrWrongPassword},
			{"no pg_hba.conf entry", gate.ErrWrongPassword},
			{"role \"" + user + "\" does not exist", gate.ErrWrongPassword},
			{"database \"" + database + "\" does not exist", gate.ErrMissingDatabase},
			{"the database system is", gate.ErrStarting},
			{"Connection refused", syscall.ECONNREFUSED},
		},
	}
}

// MySQL logs in over TCP: while the image initialises its data, a temporary server listens
// on the socket.
func MySQL(user, password, database string) *Client {
	return &Client{
		How: "MySQL login inside the container", Asks: "SELECT 1",
		Programs: []string{"mariadb", "mysql"}, Limit: limit, Ready: "1",
		Env: map[string]string{"MYSQL_PWD": password},
		Arguments: func(string) []string {
			arguments := []string{"--protocol=tcp", "--host=127.0.0.1", "--user=" + user, "--connect-timeout=3", "--batch", "--skip-column-names", "--execute=SELECT 1"}
			if database != "" {
				arguments = append(arguments, "--database="+database)
			}
			return arguments
		},
		Reasons: []Reason{
			{"ERROR 1045", gate.ErrWrongPassword},
			{"ERROR 1044", gate.ErrWrongPassword},
			{"ERROR 1698", gate.ErrWrongPassword},
			{"ERROR 1049", gate.ErrMissingDatabase},
			{"ERROR 2002", syscall.ECONNREFUSED},
			{"ERROR 2003", syscall.ECONNREFUSED},
		},
	}
}

// Redis sends PING, after a login if there is a password.
func Redis(password string) *Client {
	c := &Client{
		How: "Redis PING inside the container", Asks: "PING",
		Programs: []string{"redis-cli", "valkey-cli"}, Limit: limit, Ready: "PONG",
		Arguments: func(string) []string { return []string{"-h", "127.0.0.1", "PING"} },
		Reasons: []Reason{
			{"NOAUTH", gate.ErrWrongPassword},
			{"AUTH failed", gate.ErrWrongPassword},
			{"LOADING", gate.ErrStarting},
			{"MASTERDOWN", gate.ErrStarting},
			{"MISCONF", gate.ErrReadOnly},
			{"Connection refused", syscall.ECONNREFUSED},
		},
	}
	if password != "" {
		c.Env = map[string]string{"REDISCLI_AUTH": password}
	}
	return c
}

// Mongo says hello, after a login if there is a user. It uses the container's own name:
// while the image initialises its data, a temporary server listens on loopback.
func Mongo(user, password string) *Client {
	const script = `const u = process.env.SANDBOX_USER;
if (u) db.getSiblingDB("admin").auth(u, process.env.SANDBOX_PASSWORD);
print(db.hello().isWritablePrimary ? "ready" : "not primary")`
	return &Client{
		How: "MongoDB hello inside the container", Asks: "hello",
		Programs: []string{"mongosh"}, Limit: limit, Ready: "ready",
		Env:       map[string]string{"SANDBOX_USER": user, "SANDBOX_PASSWORD": password},
		Arguments: func(host string) []string { return []string{"--quiet", "--norc", "--host", host, "--eval", script} },
		Reasons: []Reason{
			{"Authentication failed", gate.ErrWrongPassword},
			{"not primary", gate.ErrNoLeader},
			{"ECONNREFUSED", syscall.ECONNREFUSED},
		},
	}
}

// RabbitMQ asks whether the node listens for AMQP, which it does when it has started. No
// client of the image logs in without the password among its arguments.
func RabbitMQ() *Client {
	return &Client{
		How: "RabbitMQ listener inside the container", Asks: "check_port_listener",
		Programs: []string{"rabbitmq-diagnostics"}, Limit: limit,
		Arguments: func(string) []string { return []string{"--quiet", "check_port_listener", "5672"} },
		Reasons: []Reason{
			{"is not listening", gate.ErrStarting},
			{"No listener", gate.ErrStarting},
			{"unable to perform an operation on node", gate.ErrStarting},
		},
	}
}
