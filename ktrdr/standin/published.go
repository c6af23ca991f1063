package standin

import "github.com/seed-491dada8/sandbox/internal/setup"

// Published returns the stack's published images, each with the variable in .env.sandbox
// that replaces it.
func Published() []setup.Image {
	return []setup.Image{
		{Variable: "KTRDR_DB_IMAGE", Reference: "timescale/timescaledb:2.17.2-pg16"},
		{Variable: "KTRDR_GRAFANA_IMAGE", Reference: "grafana/grafana:12.1.1"},
		{Variable: "KTRDR_JAEGER_IMAGE", Reference: "jaegertracing/all-in-one:1.76.0"},
		{Variable: "KTRDR_PROMETHEUS_IMAGE", Reference: "prom/prometheus:v3.5.0"},
	}
}
