// Package postgres probes a Postgres server by speaking its protocol.
//
// A published port that accepts a connection proves nothing: docker-proxy
// accepts seconds before the server in the container listens. Only a query that
// comes back does.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/seed-491dada8/sandbox/gate"
)

// ErrCleartext is [gate.ErrCleartext].
var ErrCleartext = gate.ErrCleartext

// Target is a database, and the user to log in as.
type Target struct {
	// Name is the server's name in errors, such as "localhost:5433".
	Name string
	// Address is dialled, host:port.
	Address  string
	User     string
	Password string
	Database string
}

// Probe logs in and runs SELECT 1. Its error says which server was asked and what
// it answered, but never the password. It wraps the server's [*pgconn.PgError] if there is
// one.
func (t Target) Probe(ctx context.Context) error {
	if err := t.selectOne(ctx); err != nil {
		return fmt.Errorf("SELECT 1 on %s/%s returned %w", t.Name, t.Database, reason(ctx, err))
	}
	return nil
}

func (t Target) selectOne(ctx context.Context) error {
	config, err := t.config()
	if err != nil {
		return err
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	_, err = conn.Exec(ctx, "SELECT 1").ReadAll()
	return err
}

// config names every setting that pgconn would otherwise take from the
// caller's PG* variables: those are for other databases.
func (t Target) config() (*pgconn.Config, error) {
	host, port, err := net.SplitHostPort(t.Address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port %q: %w", port, err)
	}
	config, err := explicit()
	if err != nil {
		return nil, err
	}
	config.Host, config.Port = host, uint16(number)
	config.User, config.Password, config.Database = t.User, t.Password, t.Database
	config.RuntimeParams = map[string]string{"application_name": "sandbox-gate"}
	return config, nil
}

// explicit sets all that has a default, to be overwritten or not.
func explicit() (*pgconn.Config, error) {
	settings := "host=127.0.0.1 port=5432 user=probe sslmode=disable" +
		" sslcertmode=allow target_session_attrs=any channel_binding=disable require_auth=!password connect_timeout=0"
	if os.Getenv("PGSERVICE") == "" {
		return pgconn.ParseConfig(settings)
	}
	// pgconn reads the file that PGSERVICE leads to, and fails where that is not
	// there, unless the settings name one: this one sets nothing.
	file, err := os.CreateTemp("", "sandbox-pgservice-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString("[probe]\n")
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(file.Name())
	return pgconn.ParseConfig(settings + " service=probe servicefile='" + quoted + "'")
}

// hangUp says goodbye, so that the server logs no broken connection, but
// never waits long for it.
func hangUp(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = conn.Close(ctx)
}

// reason is err in a reader's words: the server's own where it answered.
func reason(ctx context.Context, err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return &refusal{server}
	}
	if strings.Contains(err.Error(), "server requested password authentication") { // pgconn has no error of its own for it
		return ErrCleartext
	}
	// The first bytes of another server, such as SSH-2.0, would be the length of a message.
	if length, is := errors.AsType[*pgproto3.ExceededMaxBodyLenErr](err); is {
		return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: length.Error()}
	}
	return gate.Reason(ctx, err)
}

// refusal words a server's error by its message and its SQLSTATE, such as
// 28P01: the password is wrong.
type refusal struct{ server *pgconn.PgError }

func (r *refusal) Error() string {
	return fmt.Sprintf("%s (SQLSTATE %s)", r.server.Message, r.server.Code)
}

func (r *refusal) Unwrap() error { return r.server }
