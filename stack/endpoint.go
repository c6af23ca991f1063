package stack

import "github.com/seed-491dada8/sandbox/gate"

// Endpoint is where a service of one instance is reached.
type Endpoint struct {
	URL     string            // for people: with localhost for this machine
	Address string            // for probes: host:port to dial
	Env     map[string]string // the instance's variables
}

// Web is the [Service.URL] of a service that speaks HTTP.
func Web(hostPort string) string { return "http://" + hostPort }

// GET returns a [Service.Probe] that requests a path over HTTP. Without
// statuses, only 200 passes.
func GET(path string, statuses ...int) func(Endpoint) gate.Probe {
	return func(e Endpoint) gate.Probe {
		return gate.HTTP{URL: e.URL + path, Address: e.Address, Statuses: statuses}.Probe
	}
}
