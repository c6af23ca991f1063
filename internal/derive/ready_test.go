package derive_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/stack"
)

// asked returns how a service with a published port and this x-sandbox is asked.
func asked(t *testing.T, settings string) derive.Asked {
	t.Helper()
	project, err := composefile.Parse([]byte(`services: {a: {image: x, ports: [{target: 80, published: "80"}], x-sandbox: ` + settings + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	derived, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	return derived.Asked("a")
}

func TestReadySaysHowAServiceIsAsked(t *testing.T) {
	for settings, want := range map[string]string{
		`{ready: GET /health}`:                    "GET /health",
		`{ready: "GET https://shop.test/health"}`: "GET https://shop.test/health",
		`{ready: grpc}`:                           "gRPC health",
		`{ready: grpc shop.v1.Cart}`:              "gRPC health shop.v1.Cart",
		`{ready: tcp}`:                            "TCP connection",
		`{ready: healthy}`:                        "container health",
		`{ready: none}`:                           "not asked",
	} {
		if got := asked(t, settings).How; got != want {
			t.Errorf("%s: got %q, want %q", settings, got, want)
		}
	}
}

func TestReadyNamesTheServerAndItsHeaders(t *testing.T) {
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got <- r.Host + r.URL.Path + " " + r.Header.Get("X-Key")
	}))
	defer server.Close()
	a := asked(t, `{ready: "GET http://shop.test/health", headers: {x-key: k}}`)
	if err := a.Probe(stack.Endpoint{URL: "http://localhost:1", Address: server.Listener.Addr().String()})(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sent := <-got; sent != "shop.test/health k" {
		t.Errorf("got %q", sent)
	}
}

func TestReadyOverHTTPSWantsATrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = nil
	server.StartTLS()
	defer server.Close()
	a := asked(t, `{ready: "GET https://example.com/"}`)
	err := a.Probe(stack.Endpoint{Address: server.Listener.Addr().String()})(t.Context())
	if err == nil || !strings.Contains(err.Error(), "unknown authority") || !a.TLS {
		t.Errorf("got %v", err)
	}
}

func TestReadyWantsAPortToAsk(t *testing.T) {
	for service, wrong := range map[string]bool{
		`x-sandbox: {ready: GET /health}`:                                                 true,
		`ports: [{target: 80}], x-sandbox: {ready: tcp}`:                                  true,
		`ports: [{target: 53, published: "53", protocol: udp}], x-sandbox: {ready: grpc}`: true,
		`ports: [{target: 80, published: "8000-8003"}], x-sandbox: {ready: GET /health}`:  true,
		`ports: [{target: 80, published: "8000"}], x-sandbox: {ready: GET /health}`:       false,
		`x-sandbox: {ready: healthy}`:                                                     false,
		`x-sandbox: {ready: none}`:                                                        false,
		`network_mode: "service:proxy", x-sandbox: {ready: GET /health}`:                  false,
	} {
		project, err := composefile.Parse([]byte(`services: {a: {image: x, ` + service + `}, proxy: {image: y, ports: [{target: 80, published: "80"}]}}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = derive.Stack(project, nil); (err != nil) != wrong || wrong && !strings.Contains(err.Error(), "services.a.x-sandbox.ready is ") {
			t.Errorf("%s: got %v", service, err)
		}
	}
}
