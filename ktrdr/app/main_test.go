package main

import (
	"log/slog"
	"strings"
	"testing"
)

// environment stands in for os.Getenv.
type environment map[string]string

func (e environment) get(name string) string { return e[name] }

// with returns a copy of e in which name has another value.
func (e environment) with(name, value string) environment {
	changed := environment{name: value}
	for n, v := range e {
		if n != name {
			changed[n] = v
		}
	}
	return changed
}

// testLog sends what the code logs to the test's own output.
func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

func TestRunRefusesWrongArguments(t *testing.T) {
	for _, args := range [][]string{nil, {"server"}, {"worker", "2"}, {"--help"}} {
		err := run(t.Context(), args, environment{}.get, testLog(t))
		if err == nil || !strings.HasPrefix(err.Error(), "usage: app ") {
			t.Errorf("run %q: got %v, want the usage", args, err)
		}
	}
}

func TestRunRefusesIncompleteConfiguration(t *testing.T) {
	worker := environment{
		"WORKER_ID":              "training-worker-1",
		"WORKER_TYPE":            "training",
		"WORKER_PORT":            "5005",
		"WORKER_PUBLIC_BASE_URL": "http://training-worker-1:5005",
		"KTRDR_API_URL":          "http://backend:8000",
	}
	database := environment{"DB_HOST": "db", "DB_USER": "ktrdr", "DB_PASSWORD": "hidden"}
	tests := []struct {
		name, command, want string
		env                 environment
	}{
		{"backend without a database", "backend", "no database: set DB_HOST", environment{}},
		{"backend with a bad database port", "backend", "not a valid Postgres address", database.with("DB_PORT", "many")},
		{
			"backend with a bad database URL", "backend", "not a valid Postgres address",
			environment{"DATABASE_URL": "postgres://ktrdr:hidden@db:many/ktrdr"},
		},
		{"backend with a bad collector", "backend", "OTLP_ENDPOINT must be", database.with("OTLP_ENDPOINT", "jaeger:4317")},
		{"worker without an id", "worker", "worker_id must be", worker.with("WORKER_ID", "")},
		{"worker of no known type", "worker", "worker_type must be", worker.with("WORKER_TYPE", "sleeping")},
		{"worker without its own address", "worker", "endpoint_url must be", worker.with("WORKER_PUBLIC_BASE_URL", "")},
		{"worker without a backend", "worker", "KTRDR_API_URL must be", worker.with("KTRDR_API_URL", "")},
		{"worker without a port", "worker", "WORKER_PORT must be", worker.with("WORKER_PORT", "")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := run(t.Context(), []string{tt.command}, tt.env.get, testLog(t))
			if err == nil {
				t.Fatal("got no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want it to contain %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "hidden") {
				t.Errorf("%q contains the password", err)
			}
		})
	}
}
