//go:build e2e && unix

package e2e

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// networks is a project of which services share a network, use the machine's own, speak
// UDP alone, and take one port of a range.
const networks = `
services:
  front:
    build: .
    image: plain/app:dev
    command: web
    ports: ["18000:8000", "19000:9000", "19100-19101:8000"]
  sharer:
    image: plain/app:dev
    command: media
    network_mode: service:front
    healthcheck: {test: ["CMD", "/wget", "-q", "http://localhost:9000/healthz"], interval: 1s}
  machine:
    image: plain/app:dev
    command: worker
    network_mode: host
    ports: ["18000:8000"]
  dns:
    image: plain/app:dev
    command: dns
    ports: ["15300:53/udp"]
  quiet:
    image: plain/app:dev
    command: worker
  none:
    image: plain/app:dev
    deploy: {replicas: 0}
`

// newNetworks makes an instance of the project.
func newNetworks(t *testing.T) *instance {
	t.Helper()
	in := newPlain(t)
	in.write(t, "docker-compose.yml", networks)
	in.initialise(t)
	return in
}

func TestServicesWithoutANetworkOfTheirOwnAreReady(t *testing.T) {
	in := newNetworks(t)
	first := in.port(t, "SANDBOX_PORT_FRONT_8000_2")
	foreign, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a range needs one free port, which its own container holds the second time
		in.run(t, "sandbox:up", "-build").shows(t, "✓ dns up (running)", "✓ machine up (running)", "✓ sharer ready (GET /healthz)", "PASSED")
	}
	foreign.Close()
	in.losesItsNetwork(t)
	in.run(t, "sandbox:status").shows(t, "Status: running", fmt.Sprintf("localhost:%d (ready)", in.port(t, "SANDBOX_PORT_FRONT_9000")))

	in.run(t, "sandbox:down").exits(t, 0)
	for _, port := range []int{first, first + 1} {
		holder, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatal(err)
		}
		defer holder.Close()
	}
	in.run(t, "sandbox:up").exits(t, 3)
}

// losesItsNetwork restarts the container whose network another service shares, and then
// makes it anew. Then it disconnects a container that publishes no port.
func (in *instance) losesItsNetwork(t *testing.T) {
	t.Helper()
	mustDocker(t, "restart", "-t", "1", in.id+"-front-1")
	gate := in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "✗ sharer not ready", "without its network: container "+in.id+"-front-1 was started since", "try: ", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ sharer ready", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)

	mustDocker(t, "rm", "-f", in.id+"-front-1")
	in.bareCompose(t, "up -d --no-deps front")
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "✗ sharer not ready", "without its network: container "+in.id+"-front-1 was started since", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ sharer ready", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)

	mustDocker(t, "network", "disconnect", "-f", in.id+"_default", in.id+"-quiet-1")
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "✗ quiet not ready", "without its network: it was disconnected", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ quiet up (running)", "PASSED")
}

func TestAContainerOutsideTheProjectThatLendsItsNetworkIsWatched(t *testing.T) {
	in := newPlain(t)
	lender := in.id + "-lender"
	in.write(t, "docker-compose.yml", `
services:
  front: {build: ., image: "plain/app:dev", command: worker}
  sharer: {image: "plain/app:dev", command: worker, network_mode: "container:`+lender+`", profiles: [sharer]}
`)
	in.initialise(t)
	in.run(t, "sandbox:up").exits(t, 0)
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", lender).Run() })
	in.set(t, "COMPOSE_PROFILES", "sharer")
	in.isRefusedWithoutLender(t, lender, "does not exist", "create container "+lender)
	mustDocker(t, "create", "--name", lender, "plain/app:"+in.id, "worker")
	in.isRefusedWithoutLender(t, lender, "does not run", "docker start "+lender)
	mustDocker(t, "start", lender)
	in.run(t, "sandbox:up").shows(t, "✓ sharer up", "PASSED")

	mustDocker(t, "restart", "-t", "1", lender)
	gate := in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "container "+lender+" was started since", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ sharer up", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)

	mustDocker(t, "stop", "-t", "1", lender)
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "container "+lender+" does not run", "try: docker start "+lender)
	mustDocker(t, "start", lender)
	in.run(t, "sandbox:up").shows(t, "✓ sharer up", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)

	mustDocker(t, "rm", "-f", lender)
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "container "+lender+" does not exist", "try: create container "+lender)
	mustDocker(t, "run", "-d", "--name", lender, "plain/app:"+in.id, "worker")
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "container "+lender+" was started since", "try: ", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ sharer up", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)

	sharer := in.container(t, "sharer")
	mustDocker(t, "stop", "-t", "1", lender, sharer)
	if err := exec.Command("docker", "start", sharer).Run(); err == nil {
		t.Error("the engine started a container without the network that it shares")
	}
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "could not be started: cannot join network", "try: docker start "+lender)
	mustDocker(t, "start", lender)
	gate = in.run(t, "sandbox:gate")
	gate.exits(t, 2)
	gate.shows(t, "try: ", "sandbox:up")
	in.run(t, "sandbox:up").shows(t, "✓ sharer up", "PASSED")
}

// isRefusedWithoutLender expects a start and doctor to name the container whose network
// the sharer would share, and the cure.
func (in *instance) isRefusedWithoutLender(t *testing.T, lender, state, cure string) {
	t.Helper()
	said := "service sharer has no network to share: container " + lender + " " + state
	up := in.run(t, "sandbox:up")
	up.exits(t, 1)
	up.complains(t, said, cure)
	in.run(t, "sandbox:doctor").shows(t, said, cure)
}

func TestANameThatLeadsToAnotherInstanceIsSaidBeforeTheStart(t *testing.T) {
	in := newPlain(t)
	network := in.id + "-common"
	in.write(t, "docker-compose.yml", `
services:
  web:
    build: .
    image: plain/app:dev
    command: web
    ports: ["18500:8000"]
    networks: [default, common]
    x-sandbox: {ready: GET /healthz, instance: header X-Instance}
    environment: {INSTANCE: "${COMPOSE_PROJECT_NAME}"}
networks:
  common: {external: true, name: `+network+`}
`)
	mustDocker(t, "network", "create", network)
	t.Cleanup(func() {
		in.run(t, "sandbox:down")
		mustDocker(t, "network", "rm", network)
	})
	other := in.id + "-other"
	t.Cleanup(func() { mustDocker(t, "rm", "-f", other) })
	up := in.run(t, "sandbox:up")
	up.shows(t, "✓ web ready (GET /healthz of this instance)", "PASSED")
	if strings.Contains(up.stderr, "also leads to") {
		t.Errorf("alone on the network: %s", up.stderr)
	}

	mustDocker(t, "run", "-d", "--name", other, "--network", network, "--network-alias", "web", "plain/app:"+in.id, "web")
	const said = "the name web also leads to container "
	in.run(t, "sandbox:up").complains(t, said+other)
	in.run(t, "sandbox:doctor").shows(t, said+other, "list web under links of the services that ask for it")

	in.write(t, overrideFile, "services: {web: {environment: {INSTANCE: another}}}\n") // as if a proxy asked another instance
	up = in.run(t, "sandbox:up", "-timeout=5")
	up.exits(t, 2)
	up.shows(t, "✗ web not ready", `the answer of instance "another", not of "`+in.id+`"`, "the name web also leads to container "+other)
}

func TestAPortThatNoContainerPublishesIsSaidAtOnce(t *testing.T) {
	in := newShop(t)
	in.write(t, overrideFile, "services: {web: {ports: !override ['127.0.0.1::8080']}}\n")
	const said = `services.web.x-sandbox.ready is "GET /healthz", which asks the service's first TCP port, and it publishes none by a number`
	up := in.run(t, "sandbox:up")
	up.exits(t, 1)
	up.complains(t, said, "publish one, or write healthy")
	in.run(t, "sandbox:doctor").shows(t, said)
}

func TestProfilesAreAsComposeMeansThem(t *testing.T) {
	in := newPlain(t)
	in.write(t, "docker-compose.yml", `
services:
  web: {build: ., image: "plain/app:dev", command: worker}
  extra: {image: "plain/app:dev", command: worker, profiles: [extra]}
  more: {image: "plain/app:dev", command: worker, profiles: [more], depends_on: [extra]}
`)
	in.initialise(t)
	in.set(t, "COMPOSE_PROFILES", "more")
	needs := in.run(t, "sandbox:up")
	needs.exits(t, 1)
	needs.complains(t, "service more depends on extra, which only the profile extra starts; add extra to COMPOSE_PROFILES")
	in.set(t, "COMPOSE_PROFILES", "more,extra") // the cure
	in.run(t, "sandbox:up").shows(t, "✓ extra up (running)", "✓ more up (running)", "PASSED")

	exported := in.exporting("COMPOSE_PROFILES=*") // the file wins, whatever looks at it
	in.set(t, "COMPOSE_PROFILES", "extra")
	exported.run(t, "sandbox:doctor").shows(t, "✓ Compose file: 2 services")
	for _, target := range []string{"sandbox:up", "sandbox:gate"} {
		if r := exported.run(t, target); r.code != 0 || strings.Contains(r.stdout, "more") {
			t.Errorf("%s follows an exported COMPOSE_PROFILES\n%s", target, r)
		}
	}

	in.set(t, "COMPOSE_PROFILES", "nosuch")
	left := in.run(t, "sandbox:up")
	left.exits(t, 0)
	left.complains(t, "no service has the profile nosuch of COMPOSE_PROFILES: the profiles are extra, more", "container "+in.id+"-extra-1 runs, and the profiles")
	in.set(t, "COMPOSE_PROFILES", "")
	in.run(t, "sandbox:down").exits(t, 0)
	if up := in.run(t, "sandbox:up"); strings.Contains(up.stderr, "warning") {
		t.Errorf("the cure changed nothing: %s", up.stderr)
	}
}

// A container that was never started knows its network by name alone, and would not start
// without it.
func TestTheNetworkOfAContainerThatNeverRanIsKept(t *testing.T) {
	t.Parallel()
	in := fault{kind: "derived"}.prepare(t)
	started(t, in)
	network, guest := in.id+"_default", in.id+"-guest"
	mustDocker(t, "create", "--name", guest, "--network", network, in.variables(t)["FAULTS_IMAGE"], "serve")
	t.Cleanup(func() { mustDocker(t, "rm", "-f", guest) })
	in.run(t, "sandbox:down").complains(t, "network "+network)
	mustDocker(t, "start", guest)
}
