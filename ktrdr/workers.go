package ktrdr

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// workerNames returns the names of the worker services.
func workerNames() []string {
	return []string{"backtest-worker-1", "backtest-worker-2", "training-worker-1", "training-worker-2"}
}

// workers returns the worker services. They publish four consecutive ports: from 5003 in
// slot 0, as the original tool did, and from 5000+10n in slot n.
func workers() []stack.Service {
	var services []stack.Service
	for i, name := range workerNames() {
		services = append(services, stack.Service{
			Name: name, Worker: true, Ready: "healthy",
			Ports: []ports.Port{{
				Variable: fmt.Sprintf("KTRDR_WORKER_PORT_%d", i+1), Service: name,
				Zero: 5003 + i, Base: 5000 + i, Step: 10,
			}},
			URL:   stack.Web,
			Probe: stack.GET("/health"),
		})
	}
	return services
}

// registered returns a probe that passes if the backend lists every worker.
func registered(meet func(string) stack.Endpoint, workers []string) gate.Probe {
	backend := meet("backend")
	return gate.HTTP{
		URL:     backend.URL + "/api/v1/workers",
		Address: backend.Address,
		Body: func(body []byte) error {
			listed, err := parseWorkers(body)
			if err != nil {
				return err
			}
			missing := slices.DeleteFunc(slices.Clone(workers), func(name string) bool {
				return slices.ContainsFunc(listed, func(w worker) bool { return w.is(name) })
			})
			if len(missing) > 0 {
				return &stack.Unregistered{Expected: len(workers), Services: missing, Instead: unexpected(listed, workers)}
			}
			return nil
		},
	}.Probe
}

// unexpected describes the listed workers that are none of the services.
func unexpected(listed []worker, services []string) []string {
	var others []string
	for _, w := range listed {
		if !slices.ContainsFunc(services, w.is) {
			others = append(others, fmt.Sprintf("%s at %s", w.ID, cmp.Or(w.Endpoint, "an unknown address")))
		}
	}
	return others[:min(len(others), maxUnexpected)]
}

// maxUnexpected bounds how many unexpected workers an error names.
const maxUnexpected = 3

// worker is one entry of the backend's list.
type worker struct {
	ID       string `json:"worker_id"`
	Endpoint string `json:"endpoint_url"`
}

// is reports whether the entry belongs to a service. Its id, or the host in its
// endpoint, is the service's name: real workers make up their own ids.
func (w worker) is(service string) bool {
	if w.ID == service {
		return true
	}
	endpoint, err := url.Parse(w.Endpoint)
	return err == nil && endpoint.Hostname() == service
}

// parseWorkers reads a list of workers, either bare or in an object under "workers".
func parseWorkers(body []byte) ([]worker, error) {
	var bare []worker
	if err := json.Unmarshal(body, &bare); err == nil {
		return bare, nil
	}
	var wrapped struct {
		Workers *[]worker `json:"workers"`
	}
	if err := json.Unmarshal(body, &wrapped); err != nil {
		return nil, fmt.Errorf("no list of workers: %w", err)
	}
	if wrapped.Workers == nil {
		return nil, errors.New(`no list of workers: there is no "workers" in the answer`)
	}
	return *wrapped.Workers, nil
}
