package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestHealthURL(t *testing.T) {
	tests := []struct {
		name string
		env  environment
		want string
	}{
		{"backend", environment{"DB_HOST": "db"}, "http://127.0.0.1:8000/api/v1/health"},
		{"worker", environment{"WORKER_PORT": "5004"}, "http://127.0.0.1:5004/health"},
	}
	for _, tt := range tests {
		if got := healthURL(tt.env.get); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestHealthcheckPassesOnlyOn200(t *testing.T) {
	for _, status := range []int{200, 204, 404, 503} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		address, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		err = healthcheck(t.Context(), environment{"WORKER_PORT": address.Port()}.get)
		if (err == nil) != (status == 200) {
			t.Errorf("answer %d: got %v", status, err)
		}
		server.Close()
	}
}

func TestHealthcheckFailsWithoutAListener(t *testing.T) {
	_, port, err := net.SplitHostPort(closedAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	err = healthcheck(t.Context(), environment{"WORKER_PORT": port}.get)
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v, want a refused connection", err)
	}
}
