package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace/noop"
)

// newTestBackend returns a backend whose database is at the address host:port.
func newTestBackend(t *testing.T, database string) *backend {
	t.Helper()
	host, port, err := net.SplitHostPort(database)
	if err != nil {
		t.Fatal(err)
	}
	config, err := databaseConfig(environment{
		"DB_HOST": host, "DB_PORT": port, "DB_NAME": "ktrdr", "DB_USER": "secret-user", "DB_PASSWORD": "secret-password",
	}.get)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &backend{
		registry: &registry{pool: pool},
		metrics:  newMetrics(),
		traces:   noop.NewTracerProvider(),
		log:      testLog(t),
	}
}

// closedAddress returns an address without a listener.
func closedAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// silentAddress returns an address that accepts connections and never answers, like the published
// port of a container that does not listen yet.
func silentAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	return ln.Addr().String()
}

// request returns the status and the body of the server's answer.
func request(t *testing.T, server *httptest.Server, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

const validRegistration = `{"worker_id":"w1","worker_type":"training","endpoint_url":"http://w1:5005"}`

func TestBackendSaysWhyTheDatabaseIsAway(t *testing.T) {
	databases := []struct{ name, address, reason string }{
		{"nobody listens", closedAddress(t), "connection refused"},
		{"nobody answers", silentAddress(t), "did not answer within 2s"},
	}
	requests := []struct{ name, method, path, body string }{
		{"health", "GET", "/api/v1/health", ""},
		{"list", "GET", "/api/v1/workers", ""},
		{"register", "POST", "/api/v1/workers/register", validRegistration},
		{"remove", "DELETE", "/api/v1/workers/w1", ""},
	}
	for _, database := range databases {
		server := httptest.NewServer(newTestBackend(t, database.address).handler())
		t.Cleanup(server.Close)
		for _, tt := range requests {
			t.Run(database.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				status, body := request(t, server, tt.method, tt.path, tt.body)
				if status != http.StatusServiceUnavailable || !strings.Contains(body, database.reason) {
					t.Errorf("got %d %s, want 503 with %q", status, body, database.reason)
				}
				if strings.Contains(body, "secret") {
					t.Errorf("body contains the user or the password: %s", body)
				}
			})
		}
	}
}

func TestBackendRefusesBadRegistrations(t *testing.T) {
	server := httptest.NewServer(newTestBackend(t, closedAddress(t)).handler())
	defer server.Close()
	tests := []struct {
		name, body string
		status     int
		message    string
	}{
		{"no body", "", 400, "not the expected JSON"},
		{"no object", `["w1"]`, 400, "not the expected JSON"},
		{"cut short", validRegistration[:20], 400, "not the expected JSON"},
		{"two values", validRegistration + validRegistration, 400, "more than one JSON value"},
		{"invalid field", `{"worker_id":"w1","worker_type":"other","endpoint_url":"http://w1:5005"}`, 400, "worker_type must be"},
		{"too large", `{"worker_id":"` + strings.Repeat("w", maxBody) + `"}`, 413, "too large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := request(t, server, "POST", "/api/v1/workers/register", tt.body)
			if status != tt.status || !strings.Contains(body, tt.message) {
				t.Errorf("got %d %s, want %d with %q", status, body, tt.status, tt.message)
			}
			var answer struct{ Error string }
			if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Error == "" {
				t.Errorf("body %q has no error as JSON: %v", body, err)
			}
		})
	}
}

func TestBackendRefusesOtherOrigins(t *testing.T) {
	server := httptest.NewServer(newTestBackend(t, closedAddress(t)).handler())
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/api/v1/workers/register",
		strings.NewReader(validRegistration))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("got %s, want 403", response.Status)
	}
}

func TestBackendTracesWorkButNotPolling(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	b := newTestBackend(t, closedAddress(t))
	b.traces = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))
	server := httptest.NewServer(b.handler())
	defer server.Close()

	request(t, server, "GET", "/api/v1/health", "")
	request(t, server, "GET", "/metrics", "")
	request(t, server, "POST", "/api/v1/workers/register", validRegistration)
	request(t, server, "GET", "/api/v1/workers", "")
	request(t, server, "DELETE", "/api/v1/workers/w1", "")

	var names []string
	for _, span := range spans.Ended() {
		names = append(names, span.Name())
	}
	want := []string{"GET /api/v1/workers", "DELETE /api/v1/workers/{worker_id}"}
	if !slices.Equal(names, want) {
		t.Errorf("got spans %q, want %q", names, want)
	}
}

func TestBackendMeasuresRequestsByRoute(t *testing.T) {
	b := newTestBackend(t, closedAddress(t))
	b.metrics.registry.MustRegister(&liveWorkers{live: b.registry.live})
	server := httptest.NewServer(b.handler())
	defer server.Close()
	request(t, server, "DELETE", "/api/v1/workers/w1", "")
	request(t, server, "DELETE", "/api/v1/workers/w2", "")

	status, body := request(t, server, "GET", "/metrics", "")
	if status != http.StatusOK {
		t.Fatalf("got %d %s, want 200 though the database is away", status, body)
	}
	want := `http_request_duration_seconds_count{code="503",route="DELETE /api/v1/workers/{worker_id}"} 2`
	if !strings.Contains(body, want) {
		t.Errorf("metrics lack %s", want)
	}
	if strings.Contains(body, "\nktrdr_workers{") {
		t.Error("metrics count workers though the database is away")
	}
}

func TestDatabaseConfig(t *testing.T) {
	tests := []struct {
		name     string
		env      environment
		host     string
		port     uint16
		database string
		user     string
		password string
	}{
		{
			name: "variables need no escaping",
			env:  environment{"DB_HOST": "db", "DB_PORT": "6543", "DB_NAME": "k t", "DB_USER": "u@x", "DB_PASSWORD": `p@s:s/w'o\r d%41#?&`},
			host: "db", port: 6543, database: "k t", user: "u@x", password: `p@s:s/w'o\r d%41#?&`,
		},
		{
			name: "port has a default",
			env:  environment{"DB_HOST": "::1", "DB_NAME": "ktrdr", "DB_USER": "ktrdr", "DB_PASSWORD": "p"},
			host: "::1", port: 5432, database: "ktrdr", user: "ktrdr", password: "p",
		},
		{
			name: "URL will do",
			env:  environment{"DATABASE_URL": "postgres://u:p%40ss@elsewhere:5433/name"},
			host: "elsewhere", port: 5433, database: "name", user: "u", password: "p@ss",
		},
		{
			name: "variables win over the URL",
			env: environment{
				"DATABASE_URL": "postgres://u:p@elsewhere:5433/name",
				"DB_HOST":      "db", "DB_NAME": "n", "DB_USER": "v", "DB_PASSWORD": "q",
			},
			host: "db", port: 5432, database: "n", user: "v", password: "q",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			config, err := databaseConfig(tt.env.get)
			if err != nil {
				t.Fatal(err)
			}
			c := config.ConnConfig
			if c.Host != tt.host || c.Port != tt.port || c.Database != tt.database ||
				c.User != tt.user || c.Password != tt.password {
				t.Errorf("got %s:%d database %q user %q password %q", c.Host, c.Port, c.Database, c.User, c.Password)
			}
		})
	}
}
