package ktrdr_test

import (
	"maps"
	"os"
	"strconv"
	"testing"

	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/ktrdr"
)

func TestSlotsAreZeroTo40(t *testing.T) {
	if got := ktrdr.Default().Scheme().MaxSlot(); got != 40 {
		t.Errorf("the highest slot is %d", got)
	}
}

func TestSlotsHaveTheDocumentedPorts(t *testing.T) {
	for slot, want := range map[int]map[string]int{
		0: {
			"KTRDR_API_PORT": 8000, "KTRDR_DB_PORT": 5432, "KTRDR_GRAFANA_PORT": 3000, "KTRDR_JAEGER_UI_PORT": 16686,
			"KTRDR_JAEGER_OTLP_GRPC_PORT": 4317, "KTRDR_JAEGER_OTLP_HTTP_PORT": 4318, "KTRDR_PROMETHEUS_PORT": 9090,
			"KTRDR_WORKER_PORT_1": 5003, "KTRDR_WORKER_PORT_2": 5004, "KTRDR_WORKER_PORT_3": 5005, "KTRDR_WORKER_PORT_4": 5006,
		},
		3: {
			"KTRDR_API_PORT": 8003, "KTRDR_DB_PORT": 5435, "KTRDR_GRAFANA_PORT": 3003, "KTRDR_JAEGER_UI_PORT": 16689,
			"KTRDR_JAEGER_OTLP_GRPC_PORT": 4347, "KTRDR_JAEGER_OTLP_HTTP_PORT": 4348, "KTRDR_PROMETHEUS_PORT": 9093,
			"KTRDR_WORKER_PORT_1": 5030, "KTRDR_WORKER_PORT_2": 5031, "KTRDR_WORKER_PORT_3": 5032, "KTRDR_WORKER_PORT_4": 5033,
		},
	} {
		if got := ktrdr.Default().Scheme().At(slot); !maps.Equal(got, want) {
			t.Errorf("slot %d: got %v, want %v", slot, got, want)
		}
	}
}

func TestDefaultIsValid(t *testing.T) {
	s := ktrdr.Default()
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if len(s.Services) != 9 {
		t.Errorf("%d services, want nine", len(s.Services))
	}
}

func TestExampleNamesEveryVariableOfSlotOne(t *testing.T) {
	file, err := os.Open("../.env.sandbox.example")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	example, err := godotenv.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for variable, port := range ktrdr.Default().Scheme().At(1) {
		if example[variable] != strconv.Itoa(port) {
			t.Errorf("%s is %q, want %d", variable, example[variable], port)
		}
	}
	for _, v := range ktrdr.Default().Variables {
		if _, ok := example[v.Name]; !ok {
			t.Errorf("%s is missing", v.Name)
		}
	}
}
