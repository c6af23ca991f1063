package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"
)

const backendPort = "8000"

// A backend serves the API. It starts without its database, and says in its answers what it cannot do yet.
type backend struct {
	registry *registry
	metrics  *metrics
	traces   trace.TracerProvider
	log      *slog.Logger
	instance string // that the backend belongs to, "" if it is not told
}

// runBackend serves on port 8000 until ctx ends.
func runBackend(ctx context.Context, getenv func(string) string, log *slog.Logger) error {
	database, err := databaseConfig(getenv)
	if err != nil {
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, database)
	if err != nil {
		return fmt.Errorf("set up the database pool: %w", err)
	}
	defer pool.Close()

	traces, stopTracing, err := startTracing(ctx, getenv("OTLP_ENDPOINT"), "ktrdr-backend", log)
	if err != nil {
		return err
	}
	defer stopTracing()

	ln, err := net.Listen("tcp", ":"+backendPort)
	if err != nil {
		return err
	}
	log.Info("backend listens", "address", ln.Addr().String())
	b := &backend{registry: &registry{pool: pool}, metrics: newMetrics(), traces: traces, log: log, instance: getenv("INSTANCE")}
	b.metrics.registry.MustRegister(&liveWorkers{live: b.registry.live})

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serve(ctx, ln, b.handler()) })
	group.Go(func() error { b.prepare(ctx); return nil })
	return group.Wait()
}

// databaseConfig reads DB_HOST, DB_PORT (5432), DB_NAME, DB_USER and DB_PASSWORD, which need no
// escaping, or, without a DB_HOST, DATABASE_URL. Its errors hold no password.
func databaseConfig(getenv func(string) string) (*pgxpool.Config, error) {
	dsn := getenv("DATABASE_URL")
	if host := getenv("DB_HOST"); host != "" {
		port := getenv("DB_PORT")
		if port == "" {
			port = "5432"
		}
		dsn = (&url.URL{
			Scheme: "postgres",
			User:   url.UserPassword(getenv("DB_USER"), getenv("DB_PASSWORD")),
			Host:   net.JoinHostPort(host, port),
			Path:   "/" + getenv("DB_NAME"),
			// The stack's own network: nothing on it speaks TLS.
			RawQuery: "sslmode=disable",
		}).String()
	}
	if dsn == "" {
		return nil, errors.New("no database: set DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD, or DATABASE_URL")
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("DB_* or DATABASE_URL is not a valid Postgres address")
	}
	config.ConnConfig.ConnectTimeout = queryTimeout
	return config, nil
}

// prepare creates the schema, as soon as the database is up. Its span makes the backend known to
// Jaeger before the first request.
func (b *backend) prepare(ctx context.Context) {
	started := time.Now()
	ctx, span := b.traces.Tracer("app").Start(ctx, "prepare database")
	defer span.End()
	err := persist(ctx, b.log, "database not ready, trying on", func(ctx context.Context) error {
		if err := b.registry.createSchema(ctx); err != nil {
			return errors.New(reason(err))
		}
		return nil
	})
	if err == nil {
		b.log.Info("database ready", "after", time.Since(started).Round(time.Millisecond))
	}
}

// A route is one operation of the backend.
type route struct {
	pattern string
	serve   http.HandlerFunc

	// quiet routes leave no traces, because polling would bury all other traces.
	quiet bool
}

func (b *backend) routes() []route {
	return []route{
		{pattern: "GET /api/v1/health", serve: b.health, quiet: true},
		{pattern: "GET /api/v1/workers", serve: b.listWorkers},
		{pattern: "POST /api/v1/workers/register", serve: b.registerWorker, quiet: true},
		{pattern: "DELETE /api/v1/workers/{worker_id}", serve: b.removeWorker},
		{pattern: "GET /api/v1/openapi.json", serve: serveOpenAPI},
		{pattern: "GET /api/v1/docs", serve: serveDocs},
		{pattern: "GET /metrics", serve: b.metrics.serve, quiet: true},
	}
}

func (b *backend) handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range b.routes() {
		var handler http.Handler = route.serve
		if !route.quiet {
			handler = otelhttp.NewHandler(handler, route.pattern, otelhttp.WithTracerProvider(b.traces))
		}
		mux.Handle(route.pattern, b.metrics.instrument(route.pattern, handler))
	}
	mux.Handle("GET /{$}", http.RedirectHandler("/api/v1/docs", http.StatusFound))
	// A web page of another origin must not register workers through its visitor's browser.
	return http.NewCrossOriginProtection().Handler(mux)
}

func (b *backend) listWorkers(w http.ResponseWriter, r *http.Request) {
	workers, err := b.registry.live(r.Context())
	if err != nil {
		writeError(w, http.StatusServiceUnavailable, reason(err))
		return
	}
	writeJSON(w, http.StatusOK, map[string][]worker{"workers": workers})
}

func (b *backend) registerWorker(w http.ResponseWriter, r *http.Request) {
	var registration registration
	if err := readJSON(w, r, &registration); err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		writeError(w, status, err.Error())
		return
	}
	if err := registration.validate(); err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	joined, err := b.registry.register(r.Context(), registration)
	if err != nil {
		writeError(w, http.StatusServiceUnavailable, reason(err))
		return
	}
	if joined {
		b.log.Info("worker joined", "worker_id", registration.ID, "endpoint_url", registration.EndpointURL)
	}
	writeJSON(w, http.StatusOK, worker{registration: registration, Status: "available"})
}

func (b *backend) removeWorker(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("worker_id")
	if err := b.registry.remove(r.Context(), id); err != nil {
		writeError(w, http.StatusServiceUnavailable, reason(err))
		return
	}
	b.log.Info("worker left", "worker_id", id)
	w.WriteHeader(http.StatusNoContent)
}
