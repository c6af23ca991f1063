package main

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestBindingsAreThoseOfTheServicesThatAreThere(t *testing.T) {
	variables := map[string]string{
		"SANDBOX_BIND": "127.0.0.2", "KTRDR_API_PORT": "8007", "KTRDR_GRAFANA_PORT": "3007",
		"KTRDR_JAEGER_UI_PORT": "16693", "KTRDR_JAEGER_OTLP_GRPC_PORT": "4387", "KTRDR_JAEGER_OTLP_HTTP_PORT": "4388",
	}
	got, err := bindings(variables, []string{"jaeger", "backend"})
	want := []ports.Binding{
		{Service: "backend", Host: "127.0.0.2", Port: 8007},
		{Service: "jaeger", Host: "127.0.0.2", Port: 16693},
		{Service: "jaeger", Host: "127.0.0.2", Port: 4387},
		{Service: "jaeger", Host: "127.0.0.2", Port: 4388},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("bindings() = %v, %v", got, err)
	}

	without := maps.Clone(variables)
	delete(without, "KTRDR_API_PORT")
	if got, err := bindings(without, []string{"backend"}); err == nil {
		t.Errorf("without a port: bindings() = %v", got)
	}
}

func TestBoundOfThePreflight(t *testing.T) {
	for took, kept := range map[time.Duration]bool{time.Millisecond: true, preflightBound: true, preflightBound + 1: false} {
		if err := tooSlow([]time.Duration{took}); (err == nil) != kept {
			t.Errorf("%s: tooSlow() = %v", took, err)
		}
	}
}
