package main

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics holds the metrics that Prometheus scrapes from one process.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds",
			Help: "Duration of HTTP requests, by route and status code.",
		}, []string{"route", "code"}),
	}
	m.registry.MustRegister(
		m.requests,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// instrument measures a handler. The label is the route's pattern, which bounds the number of series.
func (m *metrics) instrument(route string, handler http.Handler) http.Handler {
	return promhttp.InstrumentHandlerDuration(m.requests.MustCurryWith(prometheus.Labels{"route": route}), handler)
}

func (m *metrics) serve(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

// liveWorkers counts the live workers at each scrape. It has no value while the database is down.
type liveWorkers struct {
	live func(context.Context) ([]worker, error)
}

var liveWorkersDesc = prometheus.NewDesc("ktrdr_workers", "Workers that are live, by type.", []string{"worker_type"}, nil)

func (l *liveWorkers) Describe(descs chan<- *prometheus.Desc) { descs <- liveWorkersDesc }

func (l *liveWorkers) Collect(values chan<- prometheus.Metric) {
	workers, err := l.live(context.Background())
	if err != nil {
		return
	}
	count := map[string]float64{"backtesting": 0, "training": 0}
	for _, worker := range workers {
		count[worker.Type]++
	}
	for kind, n := range count {
		values <- prometheus.MustNewConstMetric(liveWorkersDesc, prometheus.GaugeValue, n, kind)
	}
}
