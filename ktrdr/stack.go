// Package ktrdr declares the default stack: a database, a backend with its workers, and
// the observability services. docker-compose.yml says how they run.
package ktrdr

import (
	"cmp"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// Default returns the stack of docker-compose.yml.
func Default() stack.Stack {
	return stack.Stack{
		Services: append(services(), workers()...),
		Checks:   checks(),
		Links: []stack.Link{
			{Label: "API", Service: "backend", Path: "/api/v1/docs"},
			{Label: "Database", Service: "db"},
			{Label: "Grafana", Service: "grafana"},
			{Label: "Jaeger", Service: "jaeger"},
			{Label: "Prometheus", Service: "prometheus"},
		},
		Profiles: "grafana",
		Prefix:   "KTRDR_",
		Images: []stack.Image{{
			Variable: "KTRDR_BACKEND_IMAGE", Repository: "localhost/sandbox-app",
			Context: "ktrdr", Module: "ktrdr/app", Binary: "ktrdr/bin/app",
		}},
		Variables: []stack.Variable{
			{Name: "KTRDR_DB_NAME", Value: "ktrdr"},
			{Name: "KTRDR_DB_USER", Value: "ktrdr"},
			{Name: "KTRDR_DB_PASSWORD"},
		},
		Needs: needs,
	}
}

// needs are rounded up from measurements of an idle instance without Grafana: 0.4 GiB of
// memory, including the engine's processes, and 70 MB of disk for the image and the
// volumes. With default settings, Postgres adds up to 1 GB of write-ahead log.
var needs = stack.Needs{Memory: 1 << 30, Disk: 2 << 30}

// services returns all services except the workers.
func services() []stack.Service {
	return []stack.Service{
		{
			Name: "backend", Label: "Backend", Ready: "healthy",
			Ports: []ports.Port{ports.Each("KTRDR_API_PORT", "backend", 8000)},
			URL:   stack.Web,
			// KTRDR's own backend names no instance.
			Probe: stack.Request{Path: "/api/v1/health", Instance: gate.Identity{Field: "instance", Optional: true}}.Probe,
		},
		{
			Name: "db", Label: "Database", Ready: "ready",
			Ports: []ports.Port{ports.Each("KTRDR_DB_PORT", "db", 5432)},
			Probe: database,
		},
		{
			Name: "grafana", Label: "Grafana", Ready: "ready",
			Ports: []ports.Port{ports.Each("KTRDR_GRAFANA_PORT", "grafana", 3000)},
			URL:   stack.Web, Probe: stack.GET("/api/health"),
		},
		{
			Name: "jaeger", Label: "Jaeger", Ready: "ready",
			Ports: []ports.Port{
				ports.Each("KTRDR_JAEGER_UI_PORT", "jaeger", 16686),
				{Variable: "KTRDR_JAEGER_OTLP_GRPC_PORT", Service: "jaeger", Zero: 4317, Base: 4317, Step: 10},
				{Variable: "KTRDR_JAEGER_OTLP_HTTP_PORT", Service: "jaeger", Zero: 4318, Base: 4318, Step: 10},
			},
			URL: stack.Web, Probe: stack.GET("/", 200, 302),
		},
		{
			Name: "prometheus", Label: "Prometheus", Ready: "ready",
			Ports: []ports.Port{ports.Each("KTRDR_PROMETHEUS_PORT", "prometheus", 9090)},
			URL:   stack.Web, Probe: stack.GET("/-/ready"),
		},
	}
}

// checks returns the checks of the stack, in the order in which they are shown.
func checks() []stack.Check {
	return []stack.Check{
		{
			Name: "Database", Services: []string{"db"},
			Passed: "ready", Failed: "not ready",
		},
		{
			Name: "Backend", Services: []string{"backend"}, Uses: []string{"Database"},
			Passed: "healthy", Failed: "health check failed",
		},
		{
			Name: "Workers", Services: workerNames(), Needs: []string{"Backend"},
			Probe:  registered,
			Passed: "registered (%d)", Failed: "not registered", Skipped: "expected %d workers, not checked",
		},
		{
			Name: "Observability", Services: []string{"jaeger", "prometheus", "grafana"},
			Passed: "ready", Failed: "not ready",
		},
	}
}

// database returns a probe that logs in to Postgres.
func database(e stack.Endpoint) gate.Probe {
	return postgres.Target{
		Name:     e.URL,
		Address:  e.Address,
		User:     cmp.Or(e.Env["KTRDR_DB_USER"], "ktrdr"),
		Password: e.Env["KTRDR_DB_PASSWORD"],
		Database: cmp.Or(e.Env["KTRDR_DB_NAME"], "ktrdr"),
	}.Probe
}
