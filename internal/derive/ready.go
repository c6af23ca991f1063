package derive

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/grpc"
	"github.com/seed-491dada8/sandbox/internal/settings"
	"github.com/seed-491dada8/sandbox/stack"
)

// The values of ready that are single words. GET and gRPC take an operand.
const (
	readyTCP     = "tcp"
	readyHealthy = "healthy"
	readyNone    = "none"
	readyGRPC    = "grpc"
	readyGET     = "GET"
)

// checkReady returns an error for values of ready and headers that have no meaning.
func (s serviceSettings) checkReady(where string) error {
	verb, operand, _ := strings.Cut(s.Ready, " ")
	switch {
	case verb == readyGET && strings.HasPrefix(operand, "/"), verb == readyGET && isWebAddress(operand):
		return nil
	case verb == readyGRPC && !strings.Contains(operand, " "):
		return nil
	case len(s.Headers) > 0:
		return fmt.Errorf("%s.headers are sent with ready: GET or ready: grpc alone", where)
	case slices.Contains([]string{"", readyTCP, readyHealthy, readyNone}, s.Ready):
		return nil
	case verb == readyGET:
		return fmt.Errorf("%s.ready is %q: behind GET stands a path that begins with a slash, or an address such as https://shop.test/health", where, s.Ready)
	}
	return fmt.Errorf("%s.ready is %q: it must be GET /path, GET https://name/path, grpc, grpc SERVICE, tcp, healthy or none", where, s.Ready)
}

// checkPort returns an error for a ready that asks a port of a service without one.
func (s serviceSettings) checkPort(name string, published []Port) error {
	if slices.Contains([]string{"", readyHealthy, readyNone}, s.Ready) || firstTCP(published) != nil {
		return nil
	}
	return fmt.Errorf("services.%s.%s.ready is %q, which asks the service's first TCP port, and it publishes none by a number: publish one, or write healthy", name, settings.Key, s.Ready)
}

// isWebAddress reports whether text is the address of a web server, without a login.
func isWebAddress(text string) bool {
	parsed, err := url.Parse(text)
	return err == nil && slices.Contains([]string{"http", "https"}, parsed.Scheme) && parsed.Hostname() != "" && parsed.User == nil
}

// askAsSaid returns what x-sandbox.ready says.
func askAsSaid(published []Port, own serviceSettings) (Asked, bool) {
	const why = "x-sandbox.ready"
	port := firstTCP(published)
	verb, operand, _ := strings.Cut(own.Ready, " ")
	switch {
	case own.Ready == "":
		return Asked{}, false
	case own.Ready == readyNone:
		return Asked{How: howNone, Why: why, Passed: "not asked", URL: web(published)}, true
	case own.Ready == readyHealthy || port == nil:
		return Asked{How: howHealth, Judge: ByHealth, Why: why, Passed: "healthy", URL: web(published)}, true
	case verb == readyGET:
		identity, _ := gate.ParseIdentity(own.Instance)
		return askHTTP(port, operand, why, own.header(), identity, 400), true
	case verb == readyGRPC:
		return askGRPC(port, operand, why, own.header()), true
	}
	return Asked{How: "TCP connection", Why: why, Port: port, Passed: "accepts connections", URL: web(published), Probe: connect}, true
}

func connect(e stack.Endpoint) gate.Probe { return gate.TCP{Address: e.Address}.Probe }

// header returns the headers of a request.
func (s serviceSettings) header() http.Header {
	header := make(http.Header)
	for name, value := range s.Headers {
		header.Set(name, value)
	}
	return header
}

// askHTTP asks for a path, or for an address, whose name the server gets and its certificate
// must have. Redirects pass, as they do for curl -f and wget; statuses from failing on do not.
func askHTTP(port *Port, target, why string, header http.Header, identity gate.Identity, failing int) Asked {
	how := readyGET + " " + target
	if identity != (gate.Identity{}) {
		how += " of this instance"
	}
	var statuses []int
	for status := 200; status < failing; status++ {
		statuses = append(statuses, status)
	}
	probe := func(e stack.Endpoint) gate.Probe {
		address := target
		if strings.HasPrefix(target, "/") {
			address = e.URL + target
		}
		who := identity
		who.Want = e.Env["INSTANCE_ID"]
		return gate.HTTP{URL: address, Address: e.Address, Header: header, Statuses: statuses, Identity: who}.Probe
	}
	return Asked{How: how, Why: why, URL: true, TLS: strings.HasPrefix(target, "https:"), Port: port, Passed: "ready", Probe: probe}
}

// askGRPC asks the health protocol of gRPC for a service, "" for the whole server.
func askGRPC(port *Port, service, why string, header http.Header) Asked {
	probe := func(e stack.Endpoint) gate.Probe {
		return grpc.Target{Name: e.URL, Address: e.Address, Service: service, Header: header}.Probe
	}
	return Asked{How: strings.TrimSpace("gRPC health " + service), Why: why, Port: port, Passed: "ready", Probe: probe}
}
