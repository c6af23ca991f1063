package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// liveFor is how long a worker counts as live after its last beat. Five beats keep healthy
	// workers live on a busy machine.
	liveFor = 5 * beatEvery

	// queryTimeout bounds each use of the database, which may accept a connection and not answer.
	queryTimeout = 2 * time.Second
)

// A registration is the document that a worker sends with every beat.
type registration struct {
	ID          string `json:"worker_id"`
	Type        string `json:"worker_type"`
	EndpointURL string `json:"endpoint_url"`
}

// A worker is a live registration as the API lists it.
type worker struct {
	registration
	Status string `json:"status"`
}

var workerID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$`)

// validate returns an error that tells the caller which field is wrong.
func (r registration) validate() error {
	if !workerID.MatchString(r.ID) {
		return errors.New("worker_id must be 1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit")
	}
	if r.Type != "backtesting" && r.Type != "training" {
		return errors.New("worker_type must be backtesting or training")
	}
	endpoint, err := url.Parse(r.EndpointURL)
	if err != nil || len(r.EndpointURL) > 2048 || endpoint.Hostname() == "" || endpoint.User != nil ||
		(endpoint.Scheme != "http" && endpoint.Scheme != "https") {
		return errors.New("endpoint_url must be an http or https URL with a host, without credentials, of at most 2048 bytes")
	}
	return nil
}

// A registry keeps the workers in Postgres. All times are from the database's clock.
type registry struct {
	pool *pgxpool.Pool
}

// createSchema creates the schema if it does not exist. Any number of processes may call it.
func (r *registry) createSchema(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		// Two processes that create a table at once can collide in Postgres's catalog,
		// IF NOT EXISTS or not.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('worker_registry'))`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS worker_registry (
			worker_id    text PRIMARY KEY,
			worker_type  text NOT NULL,
			endpoint_url text NOT NULL,
			last_seen    timestamptz NOT NULL
		)`)
		return err
	})
}

// ping runs a query, which only a server that is ready can answer.
func (r *registry) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	_, err := r.pool.Exec(ctx, `SELECT 1`)
	return err
}

// register records a worker's beat, and reports whether the worker joined: it was not live before.
func (r *registry) register(ctx context.Context, worker registration) (joined bool, err error) {
	joined, err = r.upsert(ctx, worker)
	if isUndefinedTable(err) {
		// The prepared database was replaced with an empty one.
		if err := r.createSchema(ctx); err != nil {
			return false, err
		}
		return r.upsert(ctx, worker)
	}
	return joined, err
}

func (r *registry) upsert(ctx context.Context, worker registration) (joined bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	// RETURNING's subquery sees the table as it was before the statement.
	err = r.pool.QueryRow(ctx, `
		INSERT INTO worker_registry (worker_id, worker_type, endpoint_url, last_seen) VALUES ($1, $2, $3, now())
		ON CONFLICT (worker_id) DO UPDATE
			SET worker_type = excluded.worker_type, endpoint_url = excluded.endpoint_url, last_seen = excluded.last_seen
		RETURNING NOT EXISTS (SELECT FROM worker_registry WHERE worker_id = $1 AND last_seen > now() - $4::interval)`,
		worker.ID, worker.Type, worker.EndpointURL, liveFor).Scan(&joined)
	return joined, err
}

// remove removes a worker, if it is registered.
func (r *registry) remove(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	_, err := r.pool.Exec(ctx, `DELETE FROM worker_registry WHERE worker_id = $1`, id)
	if isUndefinedTable(err) {
		return nil
	}
	return err
}

// live returns the workers that were seen within liveFor, sorted by id.
func (r *registry) live(ctx context.Context) ([]worker, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, _ := r.pool.Query(ctx, `
		SELECT worker_id, worker_type, endpoint_url FROM worker_registry
		WHERE last_seen > now() - $1::interval ORDER BY worker_id`, liveFor)
	workers, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (worker, error) {
		w := worker{Status: "available"}
		err := row.Scan(&w.ID, &w.Type, &w.EndpointURL)
		return w, err
	})
	if isUndefinedTable(err) { // No worker has registered yet.
		return []worker{}, nil
	}
	return workers, err
}

func isUndefinedTable(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == pgerrcode.UndefinedTable
}

// reason returns why the database could not be used, in a form that is safe to show. pgx's errors
// contain the user's name, and a server's message may quote anything.
func reason(err error) string {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		what := "database reports an error"
		switch pgErr.Code {
		case pgerrcode.InvalidPassword, pgerrcode.InvalidAuthorizationSpecification:
			what = "database rejects the backend's user or password"
		case pgerrcode.InvalidCatalogName:
			what = "database does not exist"
		case pgerrcode.CannotConnectNow, pgerrcode.AdminShutdown, pgerrcode.CrashShutdown:
			what = "database is starting up or shutting down"
		}
		return fmt.Sprintf("%s (SQLSTATE %s)", what, pgErr.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("database did not answer within %s", queryTimeout)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("database cannot be reached: no address for host %s", dns.Name)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Sprintf("database cannot be reached: %v", op)
	}
	return "database cannot be reached"
}
