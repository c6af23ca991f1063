package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var trainingWorker = registration{ID: "training-worker-1", Type: "training", EndpointURL: "http://training-worker-1:5005"}

// roundTripper is a backend without a network, for use under synthetic time.
type roundTripper func(*http.Request) (status int, err error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	status, err := f(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: r}, nil
}

func TestWorkerRegistersQuicklyThenBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		var beats []time.Duration
		signedOff := false
		m := newMember(trainingWorker, "http://backend:8000", testLog(t))
		m.client.Transport = roundTripper(func(r *http.Request) (int, error) {
			since := time.Since(started)
			switch {
			case r.Method == http.MethodDelete:
				signedOff = true
				return http.StatusNoContent, nil
			case since < 100*time.Millisecond:
				return 0, errors.New("no such host")
			case since < 200*time.Millisecond:
				return http.StatusServiceUnavailable, nil
			}
			beats = append(beats, since)
			return http.StatusOK, nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		m.stay(ctx)

		// Attempts fail at 0, 50 and 150 ms.
		want := []time.Duration{350 * time.Millisecond, 2350 * time.Millisecond, 4350 * time.Millisecond, 6350 * time.Millisecond}
		if !slices.Equal(beats, want) {
			t.Errorf("beats at %v, want %v", beats, want)
		}
		if !signedOff {
			t.Error("worker did not sign off at its end")
		}
	})
}

func TestWorkerComesBackAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		const outage, end = 20 * time.Second, 80 * time.Second
		var back time.Duration
		m := newMember(trainingWorker, "http://backend:8000", testLog(t))
		m.client.Transport = roundTripper(func(r *http.Request) (int, error) {
			since := time.Since(started)
			if since > outage && since < end {
				return 0, errors.New("connection refused")
			}
			if since >= end && back == 0 {
				back = since
			}
			return http.StatusOK, nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go m.stay(ctx)

		time.Sleep(outage)
		synctest.Wait()
		if !m.registered.Load() {
			t.Error("not registered before the outage")
		}
		time.Sleep(end - outage - time.Second)
		synctest.Wait()
		if m.registered.Load() {
			t.Error("counts as registered during the outage")
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if !m.registered.Load() {
			t.Error("not registered after the outage")
		}
		if late := back - end; late > 500*time.Millisecond {
			t.Errorf("registered %v after the outage, want at most half a second", late)
		}
	})
}

func TestWorkerSendsItsRegistration(t *testing.T) {
	got := make(chan registration, 1)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/v1/workers/register" {
			t.Errorf("got %s %s", r.Method, r.URL)
		}
		var sent registration
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		got <- sent
	}))
	defer backend.Close()
	m := newMember(trainingWorker, backend.URL, testLog(t))
	defer m.client.CloseIdleConnections()
	if err := m.beat(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sent := <-got; sent != trainingWorker {
		t.Errorf("sent %+v", sent)
	}
}

func TestWorkerQuotesARefusal(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, http.StatusBadRequest, "worker_type must be another")
	}))
	defer backend.Close()
	m := newMember(trainingWorker, backend.URL, testLog(t))
	defer m.client.CloseIdleConnections()
	err := m.beat(t.Context())
	if err == nil || !strings.Contains(err.Error(), "400") || !strings.Contains(err.Error(), "worker_type must be another") {
		t.Errorf("got %v, want the status and the backend's words", err)
	}
}

func TestWorkerHealth(t *testing.T) {
	for _, registered := range []bool{false, true} {
		m := newMember(trainingWorker, "http://backend:8000", testLog(t))
		m.registered.Store(registered)
		server := httptest.NewServer(m.handler())
		defer server.Close()
		status, body := request(t, server, "GET", "/health", "")
		var answer map[string]any
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		if status != 200 || answer["status"] != "healthy" ||
			answer["worker_id"] != "training-worker-1" || answer["registered"] != registered {
			t.Errorf("got %d %s with registered %t", status, body, registered)
		}
		if status, body := request(t, server, "GET", "/metrics", ""); status != 200 || !strings.Contains(body, "go_goroutines") {
			t.Errorf("metrics: got %d %.200s", status, body)
		}
	}
}
