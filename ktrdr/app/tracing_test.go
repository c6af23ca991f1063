package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
)

// traceCollector passes on the spans that it receives, as "service: span".
type traceCollector struct {
	collector.UnimplementedTraceServiceServer
	spans chan string
}

func (c *traceCollector) Export(_ context.Context, r *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	for _, resource := range r.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				c.spans <- resource.Resource.Attributes[0].Value.GetStringValue() + ": " + span.Name
			}
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

func TestTracesReachACollector(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	received := &traceCollector{spans: make(chan string, 1)}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, received)
	go server.Serve(ln)
	defer server.Stop()

	traces, stop, err := startTracing(t.Context(), "http://"+ln.Addr().String(), "ktrdr-backend", testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	_, span := traces.Tracer("test").Start(t.Context(), "some work")
	span.End()
	stop()
	if got := <-received.spans; got != "ktrdr-backend: some work" {
		t.Errorf("got %q", got)
	}
}

func TestTracingNeedsNoCollector(t *testing.T) {
	for _, endpoint := range []string{"", "http://" + closedAddress(t), "http://" + silentAddress(t)} {
		traces, stop, err := startTracing(t.Context(), endpoint, "ktrdr-backend", testLog(t))
		if err != nil {
			t.Fatalf("endpoint %q: %v", endpoint, err)
		}
		for range 5000 { // more than the exporter's queue holds
			_, span := traces.Tracer("test").Start(t.Context(), "some work")
			span.End()
		}
		stop()
	}
}

// failingExporter returns the errors in its list, one for each export.
type failingExporter struct {
	sdktrace.SpanExporter
	failures []bool
}

func (f *failingExporter) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error {
	failed := f.failures[0]
	f.failures = f.failures[1:]
	if failed {
		return errors.New("no collector")
	}
	return nil
}

func TestOutageOfTheCollectorIsLoggedOnce(t *testing.T) {
	var out bytes.Buffer
	exporter := &outageLog{
		SpanExporter: &failingExporter{failures: []bool{false, true, true, true, false, false, true}},
		log:          slog.New(slog.NewTextHandler(&out, nil)),
	}
	for range 7 {
		if err := exporter.ExportSpans(t.Context(), nil); err != nil {
			t.Error(err)
		}
	}
	lost, again := strings.Count(out.String(), "traces are lost"), strings.Count(out.String(), "again")
	if lost != 2 || again != 1 {
		t.Errorf("got %d losses and %d returns, want 2 and 1:\n%s", lost, again, &out)
	}
}
