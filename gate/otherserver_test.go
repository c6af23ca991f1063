package gate_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/amqp"
	"github.com/seed-491dada8/sandbox/gate/grpc"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/kafka"
	"github.com/seed-491dada8/sandbox/gate/memcached"
	"github.com/seed-491dada8/sandbox/gate/mongo"
	"github.com/seed-491dada8/sandbox/gate/mysql"
	"github.com/seed-491dada8/sandbox/gate/nats"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/gate/redis"
)

const secretWord = "hunter2"

// probesOf returns a probe of each protocol, by its name.
func probesOf(address string) map[string]gate.Probe {
	return map[string]gate.Probe{
		"HTTP":      gate.HTTP{URL: "http://" + address}.Probe,
		"HTTPS":     gate.HTTP{URL: "https://" + address}.Probe,
		"AMQP":      amqp.Target{Name: address, Address: address, User: "me", Password: secretWord}.Probe,
		"gRPC":      grpc.Target{Name: address, Address: address}.Probe,
		"Kafka":     kafka.Target{Name: address, Address: address, User: "me", Password: secretWord}.Probe,
		"memcached": memcached.Target{Name: address, Address: address}.Probe,
		"MongoDB":   mongo.Target{Name: address, Address: address, User: "me", Password: secretWord}.Probe,
		"MySQL":     mysql.Target{Name: address, Address: address, User: "me", Password: secretWord}.Probe,
		"NATS":      nats.Target{Name: address, Address: address, User: "me", Password: secretWord}.Probe,
		"Postgres":  postgres.Target{Name: address, Address: address, User: "me", Password: secretWord, Database: "shop"}.Probe,
		"Redis":     redis.Target{Name: address, Address: address, Password: secretWord}.Probe,
	}
}

// Each probe meets a server that is not its own, and says so in a sentence without the
// password. It gets no answer where the server waits for the client to speak first, or for
// the end of a line.
func TestProbesOfAnotherServer(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	const silent, closed, other, tls = "no answer within 0.5 s", "nothing: the connection was closed", "another protocol", "a demand for TLS"
	for _, test := range []struct {
		server, address, says string
		except                map[string]string // by protocol
	}{
		{"a web server", strings.TrimPrefix(web.URL, "http://"), silent, map[string]string{
			"HTTP": "404 Not Found", "HTTPS": other, "Redis": other, "memcached": other, "gRPC": ""}},
		{"a web server with TLS", strings.TrimPrefix(secureServer(t).URL, "https://"), closed, map[string]string{
			"HTTP": tls, "HTTPS": "a certificate that this machine does not trust", "MySQL": silent, "NATS": silent}},
		{"an SSH server", (&wiretest.Script{Greets: true, Answers: []string{"SSH-2.0-OpenSSH_9.2\r\n"}}).Serve(t), other, nil},
		{"a server that takes only TLS", (&wiretest.Script{Answers: []string{"\x15\x03\x03\x00\x02\x02\x46"}}).Serve(t), tls, map[string]string{
			"HTTPS": "tls: ", "MySQL": silent, "NATS": silent}},
	} {
		var all sync.WaitGroup
		for protocol, probe := range probesOf(test.address) {
			want, excepted := test.except[protocol]
			if !excepted {
				want = test.says
			}
			all.Go(func() {
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second/2, errors.New(silent))
				defer cancel()
				err := probe(ctx)
				if err == nil || !strings.Contains(err.Error(), " returned "+want) || strings.Contains(err.Error(), secretWord) {
					t.Errorf("%s, asked for %s: got %v, want the words %q", test.server, protocol, err, want)
				}
			})
		}
		all.Wait()
	}
}
