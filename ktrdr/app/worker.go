package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"
)

// beatEvery is the time between two registrations of a worker.
const beatEvery = 2 * time.Second

// A member is a worker's side of the registry: it keeps the worker registered with the backend.
type member struct {
	self    registration
	backend string // base URL, such as http://backend:8000
	client  *http.Client
	log     *slog.Logger
	metrics *metrics
	beats   *prometheus.CounterVec

	registered atomic.Bool // whether the last beat was accepted
}

func newMember(self registration, backend string, log *slog.Logger) *member {
	m := &member{
		self:    self,
		backend: backend,
		client: &http.Client{
			Timeout: 2*queryTimeout + time.Second, // more than the backend's own limit
			Transport: &http.Transport{
				// Before the backend's container exists, Docker's resolver may pass its name on to
				// a server that never answers.
				DialContext:     (&net.Dialer{Timeout: time.Second}).DialContext,
				IdleConnTimeout: time.Minute,
			},
		},
		log:     log,
		metrics: newMetrics(),
		beats: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ktrdr_worker_beats_total",
			Help: "Registrations sent to the backend, by result.",
		}, []string{"result"}),
	}
	m.metrics.registry.MustRegister(m.beats)
	return m
}

// runWorker serves on WORKER_PORT and stays registered until ctx ends.
func runWorker(ctx context.Context, getenv func(string) string, log *slog.Logger) error {
	self := registration{
		ID:          getenv("WORKER_ID"),
		Type:        getenv("WORKER_TYPE"),
		EndpointURL: getenv("WORKER_PUBLIC_BASE_URL"),
	}
	if err := self.validate(); err != nil {
		return fmt.Errorf("WORKER_ID, WORKER_TYPE or WORKER_PUBLIC_BASE_URL: %w", err)
	}
	backend, err := url.Parse(getenv("KTRDR_API_URL"))
	if err != nil || backend.Scheme != "http" || backend.Host == "" {
		return errors.New("KTRDR_API_URL must be the backend's address, such as http://backend:8000")
	}
	port := getenv("WORKER_PORT")
	if port == "" {
		return errors.New("WORKER_PORT must be the port to listen on")
	}
	ln, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	log.Info("worker listens", "worker_id", self.ID, "address", ln.Addr().String())
	m := newMember(self, "http://"+backend.Host, log)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serve(ctx, ln, m.handler()) })
	group.Go(func() error { m.stay(ctx); return nil })
	return group.Wait()
}

func (m *member) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /health", m.metrics.instrument("GET /health", http.HandlerFunc(m.health)))
	mux.Handle("GET /metrics", m.metrics.instrument("GET /metrics", http.HandlerFunc(m.metrics.serve)))
	return mux
}

// health answers 200 as soon as this process serves. Whether it is registered is only a detail.
func (m *member) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"status":      "healthy",
		"worker_id":   m.self.ID,
		"worker_type": m.self.Type,
		"registered":  m.registered.Load(),
	})
}

// stay keeps the worker registered until ctx ends, and then removes it. Every beat is a full
// registration, so a restarted backend or database needs no special case.
func (m *member) stay(ctx context.Context) {
	for ctx.Err() == nil {
		_ = persist(ctx, m.log, "backend does not take the worker, trying on", m.beat) // fails only when ctx ends
		select {
		case <-ctx.Done():
		case <-time.After(beatEvery):
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := m.call(ctx, http.MethodDelete, "/api/v1/workers/"+m.self.ID, nil, http.StatusNoContent); err != nil {
		m.log.Info("worker stops without removing its registration", "error", err)
	}
}

// beat registers once.
func (m *member) beat(ctx context.Context) error {
	body, err := json.Marshal(m.self)
	if err != nil {
		return err
	}
	err = m.call(ctx, http.MethodPost, "/api/v1/workers/register", body, http.StatusOK)
	if err != nil {
		m.beats.WithLabelValues("failed").Inc()
		m.registered.Store(false)
		return err
	}
	m.beats.WithLabelValues("ok").Inc()
	if !m.registered.Swap(true) {
		m.log.Info("worker registered", "worker_id", m.self.ID, "backend", m.backend)
	}
	return nil
}

// call sends one request to the backend. For an answer with another status than the expected one, the
// error quotes the backend.
func (m *member) call(ctx context.Context, method, path string, body []byte, expect int) error {
	request, err := http.NewRequestWithContext(ctx, method, m.backend+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := m.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return err
	}
	if response.StatusCode != expect {
		return fmt.Errorf("%s %s returned %s: %s", method, path, response.Status, bytes.TrimSpace(answer))
	}
	return nil
}
