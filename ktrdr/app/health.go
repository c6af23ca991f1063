package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// health asks the database, and answers whether the backend can work.
func (b *backend) health(w http.ResponseWriter, r *http.Request) {
	if err := b.registry.ping(r.Context()); err != nil {
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "unhealthy", "reason": reason(err)})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "healthy", "instance": b.instance})
}

// healthcheck asks the process of this container for its health, and fails unless it answers 200.
func healthcheck(ctx context.Context, getenv func(string) string) error {
	// Longer than the backend waits for its database, shorter than the image's HEALTHCHECK.
	ctx, cancel := context.WithTimeout(ctx, queryTimeout+time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, healthURL(getenv), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s returned %s", request.URL, response.Status)
	}
	return nil
}

// healthURL returns the health URL of this container's process. It is a worker if WORKER_PORT is set,
// otherwise a backend.
func healthURL(getenv func(string) string) string {
	if port := getenv("WORKER_PORT"); port != "" {
		return "http://" + net.JoinHostPort("127.0.0.1", port) + "/health"
	}
	return "http://" + net.JoinHostPort("127.0.0.1", backendPort) + "/api/v1/health"
}
