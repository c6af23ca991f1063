package gate_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

// The second check is tried only when the first has passed.
func Example() {
	var asked bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !asked { // a server that needs a moment to start
			asked = true
			http.Error(w, "starting", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()

	report, err := gate.Gate{
		Timeout: 10 * time.Second,
		Checks: []gate.Check{
			{Name: "API", Probe: gate.HTTP{URL: server.URL}.Probe, Passed: "healthy", Failed: "health check failed"},
			{Name: "Login", Needs: []string{"API"}, Probe: login, Passed: "works", Failed: "does not work"},
		},
	}.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, check := range report.Checks {
		fmt.Println(check.Name, check.Message)
	}
	fmt.Println("passed:", report.Passed)
	// Output:
	// API healthy
	// Login works
	// passed: true
}

func login(context.Context) error { return nil }

// A watcher of processes that knows a check cannot pass any more cancels the check's
// context with a cause. The gate then does not wait for the deadline.
func ExampleCheck_unrecoverable() {
	died := errors.New("the process ended with code 3")
	report, _ := gate.Gate{Checks: []gate.Check{{
		Name: "API", Failed: "health check failed", Passed: "healthy",
		Probe: func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) },
		Context: func(ctx context.Context) context.Context {
			ctx, cancel := context.WithCancelCause(ctx)
			cancel(died)
			return ctx
		},
	}}}.Run(context.Background())
	for _, check := range report.Checks {
		fmt.Println(check.Name, check.Message)
		fmt.Println(check.Details)
	}
	// Output:
	// API health check failed
	// [the process ended with code 3]
}

// The probe can also judge the body.
func ExampleHTTP() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "1 worker") }))
	defer server.Close()

	probe := gate.HTTP{URL: server.URL + "/workers", Address: server.Listener.Addr().String(), Body: func(body []byte) error {
		if string(body) != "2 workers" {
			return fmt.Errorf("%s, want 2", body)
		}
		return nil
	}}
	err := probe.Probe(context.Background())
	fmt.Println(errors.Unwrap(err))
	// Output: 1 worker, want 2
}
