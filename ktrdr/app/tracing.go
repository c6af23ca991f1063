package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// startTracing sends spans in the background to an OTLP collector, such as http://jaeger:4317 (plain
// gRPC). If the collector is down, spans are lost, but no request or start fails. Without an endpoint
// there are no traces. The returned func gives the last spans one second to be sent.
func startTracing(ctx context.Context, endpoint, service string, log *slog.Logger) (trace.TracerProvider, func(), error) {
	if endpoint == "" {
		return noop.NewTracerProvider(), func() {}, nil
	}
	collector, err := url.Parse(endpoint)
	if err != nil || collector.Scheme != "http" || collector.Port() == "" {
		return nil, nil, fmt.Errorf("OTLP_ENDPOINT must be http://host:port, got %q", endpoint)
	}
	conn, err := dialCollector(collector.Host)
	if err != nil {
		return nil, nil, fmt.Errorf("OTLP_ENDPOINT: %w", err)
	}
	exporter, err := otlptracegrpc.New(ctx, otlptracegrpc.WithGRPCConn(conn),
		otlptracegrpc.WithTimeout(20*time.Second),
		otlptracegrpc.WithRetry(otlptracegrpc.RetryConfig{
			Enabled:         true,
			InitialInterval: 500 * time.Millisecond,
			MaxInterval:     5 * time.Second,
			MaxElapsedTime:  20 * time.Second,
		}))
	if err != nil {
		return nil, nil, fmt.Errorf("start the trace exporter: %w", err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(&outageLog{SpanExporter: exporter, log: log}, sdktrace.WithBatchTimeout(time.Second)),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", service))),
	)
	return provider, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = provider.Shutdown(ctx) // Spans that cannot be sent in time are lost.
		conn.Close()
	}, nil
}

// dialCollector sets up a connection that resolves the name at each dial, because a restarted
// container has another address. It dials again within seconds; gRPC's default is two minutes.
func dialCollector(hostport string) (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:///"+hostport,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithNoProxy(),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay:  250 * time.Millisecond,
				Multiplier: 1.6,
				Jitter:     0.2,
				MaxDelay:   5 * time.Second,
			},
			MinConnectTimeout: 2 * time.Second,
		}))
}

// outageLog logs the first export that fails and the first that works again. The SDK would report
// every failure.
type outageLog struct {
	sdktrace.SpanExporter
	log  *slog.Logger
	away bool
}

// ExportSpans is never called concurrently, as the SDK promises its exporters.
func (o *outageLog) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := o.SpanExporter.ExportSpans(ctx, spans)
	if away := err != nil; away != o.away {
		o.away = away
		if away {
			o.log.Warn("traces are lost until the collector answers", "error", err)
		} else {
			o.log.Info("traces reach the collector again")
		}
	}
	return nil
}
