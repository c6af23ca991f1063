package ktrdr

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/stack"
)

// four lists the declared workers, one of them identified only by its endpoint.
const four = `{"worker_id": "backtest-worker-1", "worker_type": "backtesting", "endpoint_url": "http://x:5003", "status": "available"},
	{"worker_id": "backtest-worker-2"},
	{"worker_id": "a93f", "endpoint_url": "http://training-worker-1:5005"},
	{"worker_id": "training-worker-2"}`

func TestRegistered(t *testing.T) {
	for _, test := range []struct {
		name, body string
		missing    []string // in the [stack.Unregistered] error
		want       string   // part of the error; "" if it passes
	}{
		{"a list", `[` + four + `]`, nil, ""},
		{"an object", `{"workers": [` + four + `], "total": 4}`, nil, ""},
		{"more than declared", `[{"worker_id": "other"}, ` + four + `]`, nil, ""},
		{"none", `[]`, workerNames(), "expected 4 workers, found 0"},
		{"none in an object", `{"workers": []}`, workerNames(), "expected 4 workers, found 0"},
		{
			"four of which one is a stranger", `[` + strings.Replace(four, `{"worker_id": "backtest-worker-2"}`, `{"worker_id": "trainer-x", "endpoint_url": "http://10.0.0.7:5003"}`, 1) + `]`,
			[]string{"backtest-worker-2"}, "expected 4 workers, found 3: no backtest-worker-2; registered instead: trainer-x at http://10.0.0.7:5003",
		},
		{
			"the same one four times", `[` + strings.Repeat(`{"worker_id": "backtest-worker-1"},`, 3) + `{"worker_id": "backtest-worker-1"}]`,
			workerNames()[1:], "found 1",
		},
		{"a name that only begins alike", `[` + strings.Replace(four, `"training-worker-2"`, `"training-worker-22"`, 1) + `]`, []string{"training-worker-2"}, "found 3"},
		{"no list", `{"detail": "not ready"}`, nil, "no list of workers"},
		{"null", `null`, workerNames(), "found 0"},
		{"HTML", `<html></html>`, nil, "no list of workers"},
		{"half a JSON", `[{"worker_id": `, nil, "no list of workers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := probe(t, http.StatusOK, test.body)(t.Context())
			switch {
			case test.want == "" && err != nil:
				t.Errorf("got %v, want a pass", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q", err, test.want)
			}
			var unregistered *stack.Unregistered
			if errors.As(err, &unregistered) != (test.missing != nil) || test.missing != nil && !slices.Equal(unregistered.Services, test.missing) {
				t.Errorf("got %v, want %v missing", err, test.missing)
			}
		})
	}
	t.Run("503", func(t *testing.T) {
		if err := probe(t, http.StatusServiceUnavailable, `[`+four+`]`)(t.Context()); err == nil {
			t.Error("passed")
		}
	})
}

func probe(t *testing.T, status int, body string) gate.Probe {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/workers" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	meet := func(string) stack.Endpoint { return stack.Endpoint{URL: server.URL} }
	return registered(meet, workerNames())
}

func FuzzParseWorkers(f *testing.F) {
	for _, body := range []string{`[` + four + `]`, `{"workers": null}`, `null`, `[null]`, `{"workers": [{"worker_id": 3}]}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		workers, err := parseWorkers(body)
		if err != nil && len(workers) > 0 {
			t.Error("workers, and an error")
		}
		for _, w := range workers {
			_ = w.is("backtest-worker-1")
		}
	})
}
