//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// networks is a project of which services share a network, use the machine's own, speak
// UDP alone, and take one port of a range. NUMBER stands for a port of the machine.
const networks = `
services:
  front:
    build: .
    image: plain/app:dev
    command: web
    ports: ["8000:8000", "9000:9000", "9100-9101:8000"]
  sharer:
    image: plain/app:dev
    command: media
    network_mode: service:front
    healthcheck: {test: ["CMD", "/wget", "-q", "http://localhost:9000/healthz"], interval: 1s}
  machine:
    image: plain/app:dev
    command: worker
    network_mode: host
    ports: ["8000:8000"]
  dns:
    image: plain/app:dev
    command: dns
    ports: ["5300:53/udp"]
  none:
    image: plain/app:dev
    deploy: {replicas: 0}
`

// newNetworks makes an instance of the project.
func newNetworks(t *testing.T) *instance {
	t.Helper()
	in := newPlain(t)
	in.write(t, "docker-compose.yml", networks)
	in.run(t, "sandbox:init").exits(t, 0)
	return in
}

func TestServicesWithoutANetworkOfTheirOwnAreReady(t *testing.T) {
	in := newNetworks(t)
	first := in.port(t, "SANDBOX_PORT_FRONT_8000_2")
	foreign, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first))
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close() // a range needs one free port
	for range 2 {         // which its own container holds the second time
		in.run(t, "sandbox:up", "-build").shows(t, "✓ dns up (running)", "✓ machine up (running)", "✓ sharer ready (GET /healthz)", "PASSED")
	}
	in.run(t, "sandbox:status").shows(t, "Status: running", fmt.Sprintf("localhost:%d (ready)", in.port(t, "SANDBOX_PORT_FRONT_9000")))

	second, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+1))
	if err == nil {
		second.Close()
		t.Fatal("the range is not in use")
	}
	in.run(t, "sandbox:down").exits(t, 0)
	if second, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+1)); err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	in.run(t, "sandbox:up").exits(t, 3)
}

func TestAPortThatNoContainerPublishesIsSaidAtOnce(t *testing.T) {
	in := newShop(t)
	in.write(t, overrideFile, "services: {web: {ports: !override ['127.0.0.1::8080']}}\n")
	began := time.Now()
	up := in.run(t, "sandbox:up")
	up.exits(t, 2)
	up.shows(t, "and does not publish 127.0.0.1:", "under ports of web in the Compose file")
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
}
