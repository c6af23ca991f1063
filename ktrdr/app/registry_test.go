package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// testRegistry returns a registry in a real Postgres, with a separate schema for this
// test.
func testRegistry(t *testing.T) *registry {
	t.Helper()
	dsn := os.Getenv("APP_TEST_DATABASE_URL")
	if dsn == "" {
		t.Skip("set APP_TEST_DATABASE_URL to a Postgres in which schemas may be created, to test the registry")
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("app_test_%d", time.Now().UnixNano())
	config.ConnConfig.RuntimeParams["search_path"] = schema
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := pool.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		pool.Close()
	})
	return &registry{pool: pool}
}

func liveIDs(t *testing.T, r *registry) []string {
	t.Helper()
	workers, err := r.live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, worker := range workers {
		ids = append(ids, worker.ID)
	}
	return ids
}

func TestConcurrentSchemaCreation(t *testing.T) {
	r := testRegistry(t)
	failures := make(chan error)
	const many = 16
	for range many {
		go func() { failures <- r.createSchema(t.Context()) }()
	}
	for range many {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

func TestRegistryListsLiveWorkersOnly(t *testing.T) {
	r := testRegistry(t)
	if err := r.createSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		id   string
		age  time.Duration
		live bool
	}{
		{"just-seen", 0, true},
		{"one-beat-late", 2 * beatEvery, true},
		{"half-gone", liveFor / 2, true},
		{"gone", liveFor + time.Millisecond, false},
		{"long-gone", 24 * time.Hour, false},
	}
	var want []string
	for _, tt := range tests {
		if _, err := r.register(t.Context(), registration{tt.id, "training", "http://" + tt.id}); err != nil {
			t.Fatal(err)
		}
		_, err := r.pool.Exec(t.Context(),
			"UPDATE worker_registry SET last_seen = now() - $2::interval WHERE worker_id = $1", tt.id, tt.age)
		if err != nil {
			t.Fatal(err)
		}
		if tt.live {
			want = append(want, tt.id)
		}
	}
	slices.Sort(want)
	if got := liveIDs(t, r); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}

	for _, tt := range tests {
		joined, err := r.register(t.Context(), registration{tt.id, "training", "http://" + tt.id})
		if err != nil || joined == tt.live {
			t.Errorf("%s beats again: joined %t, error %v", tt.id, joined, err)
		}
	}
	if got := liveIDs(t, r); len(got) != len(tests) {
		t.Errorf("after all beat again got %q", got)
	}
}

func TestRegistrationReplacesTheEarlierOne(t *testing.T) {
	r := testRegistry(t)
	if err := r.createSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, url := range []string{"http://w1:5003", "http://w1:5004"} {
		joined, err := r.register(t.Context(), registration{"w1", "backtesting", url})
		if err != nil || joined != (i == 0) {
			t.Fatalf("registration %d: joined %t, error %v", i, joined, err)
		}
	}
	workers, err := r.live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []worker{{registration{"w1", "backtesting", "http://w1:5004"}, "available"}}
	if !slices.Equal(workers, want) {
		t.Errorf("got %+v, want %+v", workers, want)
	}
	for range 2 { // the second call finds nothing to remove
		if err := r.remove(t.Context(), "w1"); err != nil {
			t.Error(err)
		}
	}
	if got := liveIDs(t, r); len(got) != 0 {
		t.Errorf("after it was removed got %q", got)
	}
}

func TestRegistryRecoversInANewDatabase(t *testing.T) {
	r := testRegistry(t)
	if got := liveIDs(t, r); len(got) != 0 {
		t.Errorf("without a table got %q", got)
	}
	if err := r.remove(t.Context(), "w1"); err != nil {
		t.Errorf("remove without a table: %v", err)
	}
	for range 2 {
		if _, err := r.register(t.Context(), registration{"w1", "training", "http://w1:5005"}); err != nil {
			t.Fatal(err)
		}
		if got := liveIDs(t, r); !slices.Equal(got, []string{"w1"}) {
			t.Errorf("got %q", got)
		}
		if _, err := r.pool.Exec(t.Context(), "DROP TABLE worker_registry"); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRegistrationIsValidated(t *testing.T) {
	tests := []struct {
		name         string
		registration registration
		want         string // "" if valid
	}{
		{"training", registration{"training-worker-1", "training", "http://training-worker-1:5005"}, ""},
		{"backtesting over TLS", registration{"b_2.x", "backtesting", "https://[::1]:5004/base"}, ""},
		{"longest id", registration{strings.Repeat("w", 128), "training", "http://w"}, ""},
		{"no id", registration{"", "training", "http://w"}, "worker_id"},
		{"id too long", registration{strings.Repeat("w", 129), "training", "http://w"}, "worker_id"},
		{"id with a slash", registration{"../w", "training", "http://w"}, "worker_id"},
		{"id with a line break", registration{"w\n", "training", "http://w"}, "worker_id"},
		{"no type", registration{"w", "", "http://w"}, "worker_type"},
		{"type in capitals", registration{"w", "Training", "http://w"}, "worker_type"},
		{"no URL", registration{"w", "training", ""}, "endpoint_url"},
		{"URL without a scheme", registration{"w", "training", "w:5005"}, "endpoint_url"},
		{"URL without a host", registration{"w", "training", "http://:5005"}, "endpoint_url"},
		{"URL of another scheme", registration{"w", "training", "file:///etc/passwd"}, "endpoint_url"},
		{"URL with a password", registration{"w", "training", "http://u:p@w:5005"}, "endpoint_url"},
		{"URL too long", registration{"w", "training", "http://w/" + strings.Repeat("x", 2048)}, "endpoint_url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.registration.validate()
			if tt.want == "" && err != nil {
				t.Errorf("got %v, want it valid", err)
			}
			if tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want+" must be")) {
				t.Errorf("got %v, want a word about %s", err, tt.want)
			}
		})
	}
}

func TestWorkerAsJSON(t *testing.T) {
	got, err := json.Marshal(worker{trainingWorker, "available"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"worker_id":"training-worker-1","worker_type":"training","endpoint_url":"http://training-worker-1:5005","status":"available"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReason(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{
			"wrong password",
			&pgconn.PgError{Code: "28P01", Message: `password authentication failed for user "secret"`},
			"database rejects the backend's user or password (SQLSTATE 28P01)",
		},
		{"no database", &pgconn.PgError{Code: "3D000"}, "database does not exist (SQLSTATE 3D000)"},
		{"starting", &pgconn.PgError{Code: "57P03"}, "database is starting up or shutting down (SQLSTATE 57P03)"},
		{"stopping", &pgconn.PgError{Code: "57P01"}, "database is starting up or shutting down (SQLSTATE 57P01)"},
		{
			"anything else",
			fmt.Errorf("insert: %w", &pgconn.PgError{Code: "53100", Message: "secret"}),
			"database reports an error (SQLSTATE 53100)",
		},
		{"silence", fmt.Errorf("query: %w", context.DeadlineExceeded), "database did not answer within 2s"},
		{
			"no such host",
			fmt.Errorf("user=secret: %w", &net.DNSError{Name: "db", Err: "no such host"}),
			"database cannot be reached: no address for host db",
		},
		{"refused", fmt.Errorf("user=secret: %w", refused), "database cannot be reached: dial tcp: connection refused"},
		{"broken off", pgx.ErrTxClosed, "database cannot be reached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := reason(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
