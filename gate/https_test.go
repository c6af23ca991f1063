package gate_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

func secureServer(t *testing.T) *httptest.Server {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestHTTPProbeOverTLS(t *testing.T) {
	server := secureServer(t)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	inAnAge := func() time.Time { return server.Certificate().NotAfter.Add(time.Hour) }
	for _, test := range []struct {
		name, url string
		tls       *tls.Config
		says      string // empty for a probe that passes
	}{
		{"a trusted certificate", server.URL, &tls.Config{RootCAs: trusted}, ""},
		{"an unknown authority", server.URL, nil, "a certificate that this machine does not trust: certificate signed by unknown authority"},
		{"another name", "https://localhost:" + port, &tls.Config{RootCAs: trusted}, "not localhost"},
		{"an expired certificate", server.URL, &tls.Config{RootCAs: trusted, Time: inAnAge}, "certificate has expired"},
	} {
		err := gate.HTTP{URL: test.url, TLS: test.tls}.Probe(t.Context())
		if test.says == "" && err != nil {
			t.Errorf("%s: got %v", test.name, err)
		}
		if test.says != "" && (!errors.Is(err, gate.ErrCertificate) || !strings.Contains(err.Error(), test.says)) {
			t.Errorf("%s: got %v, want the words %q", test.name, err, test.says)
		}
	}
}

func TestHTTPProbeSendsItsHeader(t *testing.T) {
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Host + " " + r.Header.Get("X-Api-Key")
	}))
	defer server.Close()
	probe := gate.HTTP{URL: server.URL, Header: http.Header{"Host": {"shop.example"}, "x-api-key": {"k"}}}
	if err := probe.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sent := <-got; sent != "shop.example k" {
		t.Errorf("got %q", sent)
	}
}

func TestHTTPProbeOfAnotherProtocol(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	server := func(greets bool, text string) string {
		return "http://" + (&wiretest.Script{Greets: greets, Answers: []string{text}}).Serve(t)
	}
	for _, test := range []struct {
		name, url string
		reason    error
	}{
		{"HTTP on a port for HTTPS", strings.Replace(plain.URL, "http", "https", 1), gate.ErrOtherProtocol},
		{"SSH", server(true, "SSH-2.0-OpenSSH_9.2\r\n"), gate.ErrOtherProtocol},
		{"TLS alert", server(false, "\x15\x03\x03\x00\x02\x02\x46\r\n"), gate.ErrTLS},
	} {
		if err := (gate.HTTP{URL: test.url}).Probe(t.Context()); !errors.Is(err, test.reason) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.reason)
		}
	}
}
