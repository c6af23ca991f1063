//go:build e2e && unix

package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// newCommonNetwork makes a network that instances share. Its name comes before the names
// of their own networks, so that the engine looks a name up on it first.
func newCommonNetwork(t *testing.T) string {
	t.Helper()
	name := "a-common-" + instanceID(suite.count.Add(1))
	mustDocker(t, "network", "create", name)
	t.Cleanup(func() { mustDocker(t, "network", "rm", name) })
	return name
}

func TestAWorkerThatRegistersWithAnotherInstanceIsCured(t *testing.T) {
	t.Parallel()
	network := newCommonNetwork(t)
	other := sharing(t, network, "registry")
	started(t, other)
	in := sharing(t, network, "after 3s registry")
	up := in.run(t, "sandbox:up", "-timeout=10")
	up.exits(t, 2)
	up.shows(t, "✗ Workers not registered", "expected 1 workers, found 0", "the name backend also leads to instance "+other.id, "try: "+cure(diagnose.SharedName, "backend"))
	in.keepsEvidence(t, up, ": "+string(diagnose.SharedName)+" backend\n")
	in.write(t, overrideFile, strings.Replace(readFile(t, filepath.Join(in.dir, overrideFile)),
		"training-worker-1: {", "training-worker-1: {links: [backend], ", 1))
	if up := in.run(t, "sandbox:up"); up.code != 0 || strings.Contains(up.stderr, "the name backend also leads to") {
		t.Errorf("the cure did not change the outcome: %s", up)
	}
}

// sharing returns an instance of the default stack whose backend does what command says and
// shares a network with other instances.
func sharing(t *testing.T, network, backend string) *instance {
	t.Helper()
	f := fault{stack: services{
		"backend":           faulty(backend, "networks: [default, common]"),
		"training-worker-1": faulty("register training-worker-1", "networks: [default, common]"),
	}}
	in := f.prepare(t)
	in.write(t, overrideFile, f.override()+"networks: {common: {external: true, name: "+network+"}}\n")
	return in
}

// routed is a project whose reverse proxy finds the application by the engine's socket.
const routed = `
services:
  web:
    image: $FAULTS_IMAGE
    command: proxy
    ports: ["28000:8000"]
    networks: [common]
    environment: {NETWORK: $NETWORK}
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    x-sandbox: {ready: GET /, instance: header X-Instance}
  app:
    image: $FAULTS_IMAGE
    command: serve
    networks: [common]
    labels: [$ROUTED]
    environment: {INSTANCE: "${COMPOSE_PROJECT_NAME}"}
networks: {common: {external: true, name: $NETWORK}}
`

func TestAProxyThatAsksAnotherInstanceIsCured(t *testing.T) {
	t.Parallel()
	network := newCommonNetwork(t)
	other, in := routing(t, network), routing(t, network)
	started(t, other)
	up := in.run(t, "sandbox:up", "-timeout=8")
	up.exits(t, 2)
	up.shows(t, "✗ web not ready", `the answer of instance "`+other.id+`", not of "`+in.id+`"`, "try: "+cure(diagnose.WrongInstance, "web"))
	in.keepsEvidence(t, up, ": "+string(diagnose.WrongInstance)+" web\n")

	in.write(t, overrideFile, `services: {web: {environment: {PROJECT: "${COMPOSE_PROJECT_NAME}"}}}`+"\n") // as the cure says
	in.run(t, "sandbox:up").shows(t, "✓ web ready (GET / of this instance)", "PASSED")
}

// routing returns an instance of the project with the reverse proxy.
func routing(t *testing.T, network string) *instance {
	t.Helper()
	in := fault{kind: "derived"}.prepareProject(t)
	in.write(t, "docker-compose.yml", strings.NewReplacer(
		"$FAULTS_IMAGE", in.variables(t)["FAULTS_IMAGE"], "$NETWORK", network, "$ROUTED", "routed="+network,
	).Replace(routed))
	return in
}
