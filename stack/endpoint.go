package stack

import "github.com/seed-491dada8/sandbox/gate"

// Endpoint is where a service of one instance is reached.
type Endpoint struct {
	URL     string            // for people: with localhost for this machine
	Address string            // for probes: host:port to dial
	Env     map[string]string // the instance's variables
}

// Web returns the URL of a service that speaks HTTP. It is a [Service.URL].
func Web(hostPort string) string { return "http://" + hostPort }

// SecureWeb returns the URL of a service that speaks HTTPS. It is a [Service.URL].
func SecureWeb(hostPort string) string { return "https://" + hostPort }

// GET returns a [Service.Probe] that requests a path over HTTP. Without
// statuses, only 200 passes.
func GET(path string, statuses ...int) func(Endpoint) gate.Probe {
	return Request{Path: path, Statuses: statuses}.Probe
}

// Request is an HTTP request that also checks which instance answered. Its method Probe is
// a [Service.Probe].
type Request struct {
	Path     string
	Statuses []int // that pass; nil means only 200
	// Instance says where the response names the instance that answered.
	Instance gate.Identity
}

// Probe returns one attempt at the request.
func (r Request) Probe(e Endpoint) gate.Probe {
	r.Instance.Want = e.Env["INSTANCE_ID"]
	return gate.HTTP{URL: e.URL + r.Path, Address: e.Address, Statuses: r.Statuses, Identity: r.Instance}.Probe
}
