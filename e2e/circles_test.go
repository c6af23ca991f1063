//go:build e2e && unix

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// circles holds the faults that another sandbox:up alone never mends.
var circles = []fault{
	{
		name:  "an external network is missing",
		stack: services{"backend": faulty("serve")}, spoil: external("networks: {default: {name: $INSTANCE_ID-shared, external: true}}", "network"),
		code: 1, cause: diagnose.MissingNetwork, says: []string{"network $INSTANCE_ID-shared declared as external"},
	},
	{
		name:  "an external volume is missing",
		stack: services{"backend": faulty("serve", "volumes: ['shared:/data']")}, spoil: external("volumes: {shared: {name: $INSTANCE_ID-shared, external: true}}", "volume"),
		code: 1, cause: diagnose.MissingVolume, says: []string{`external volume "$INSTANCE_ID-shared" not found`},
	},
	{
		name:  "the file of a secret is missing",
		stack: services{"backend": faulty("serve", "secrets: [token]")}, spoil: appended("secrets: {token: {file: ./token.txt}}"),
		check: "✗ Backend health check failed", cause: diagnose.MissingFile, service: "backend",
		says: []string{"bind source path does not exist: ", "token.txt"}, mend: file("token.txt", "x"),
	},
	{
		name:  "the file of a config is missing",
		stack: services{"backend": faulty("serve", "configs: [web]")}, spoil: appended("configs: {web: {file: ./web.conf}}"),
		check: "✗ Backend health check failed", cause: diagnose.MissingFile, service: "backend",
		says: []string{"bind source path does not exist: ", "web.conf"}, mend: file("web.conf", "x"),
	},
	{
		name:  "the variable of a secret is not set",
		stack: services{"backend": faulty("serve", "secrets: [token]")}, spoil: appended("secrets: {token: {environment: FAULT_TOKEN}}"),
		check: "✗ Backend health check failed", cause: diagnose.UnsetVariable,
		says: []string{`environment variable "FAULT_TOKEN" required by secret `}, mend: setTo("FAULT_TOKEN", "hunter2"),
	},
	{
		name:  "backend waits for the health of a service without a healthcheck",
		stack: services{"backend": faulty("serve", "depends_on: !override {cache: {condition: service_healthy}}"), "cache": faulty("deaf")},
		check: "✗ Backend health check failed", cause: diagnose.NoHealthcheck, service: "cache",
		says: []string{"cache-1 has no healthcheck configured"},
		mend: func(t *testing.T, in *instance) {
			in.write(t, overrideFile, strings.ReplaceAll(readFile(t, filepath.Join(in.dir, overrideFile)), "service_healthy", "service_started"))
		},
	},
	{
		name:  "a container name is taken",
		stack: services{"backend": faulty("serve", "container_name: '${INSTANCE_ID}-web'")}, spoil: named,
		check: "✗ Backend health check failed", cause: diagnose.NameTaken, service: "backend",
		says: []string{"is already in use by container"},
	},
	{
		name:  "a fixed subnet is taken",
		stack: services{"backend": faulty("serve")}, spoil: subnet("10.214.7.0/24"),
		code: 1, cause: diagnose.SubnetTaken, says: []string{"Pool overlaps"},
		mend: func(t *testing.T, in *instance) {
			in.write(t, overrideFile, strings.ReplaceAll(readFile(t, filepath.Join(in.dir, overrideFile)), "10.214.7.0/24", "10.214.8.0/24"))
		},
	},
	{
		name:  "the network of a stopped container was removed",
		stack: services{"backend": faulty("serve")}, spoil: then(started, to("stop -t 0", "backend"), networkRemoved),
		check: "✗ Backend health check failed", cause: diagnose.NetworkRemoved, service: "backend",
		says: []string{"network ", " not found"},
	},
	{
		name:  "no profile is active",
		stack: services{"backend": faulty("serve", "profiles: [web]")}, code: 1, cause: diagnose.NoService,
		says: []string{"no service selected"}, mend: setTo("COMPOSE_PROFILES", "web"),
	},
	{
		name:  "a port that no variable sets is held by a process",
		stack: services{"backend": faulty("serve"), "metrics": faulty("deaf", "ports: ['127.0.0.1:39471:9100']")},
		spoil: func(t *testing.T, in *instance) { in.holds(t, 39471) }, code: 3, cause: diagnose.PortTaken,
		says: []string{"127.0.0.1:39471 (metrics) is held by ", "publish another port than 39471 of service metrics in the Compose file"},
		mend: holderStops,
	},
	{
		name:  "a mount is of the wrong type",
		stack: services{"backend": faulty("serve", "volumes: ['./ktrdr:/faults']")},
		check: "✗ Backend health check failed", cause: diagnose.StartRefused, service: "backend",
		says: []string{"container backend could not be started: "},
	},
}

// derivedWith returns a step that replaces the override of a derived stack.
func derivedWith(stack services) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		in.write(t, overrideFile, fault{kind: "derived", stack: stack}.override())
	}
}

// appended returns a step that adds lines to the override.
func appended(lines string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		lines := os.Expand(lines, func(name string) string { return in.variables(t)[name] })
		in.write(t, overrideFile, readFile(t, filepath.Join(in.dir, overrideFile))+lines+"\n")
	}
}

// external returns a step that adds an external network or volume. What the cure makes
// is removed with the instance.
func external(lines, kind string) func(*testing.T, *instance) {
	return then(appended(lines), func(t *testing.T, in *instance) {
		t.Cleanup(func() {
			if err := in.remove(); err != nil {
				t.Error(err)
			}
			mustDocker(t, kind, "rm", in.id+"-shared")
		})
	})
}

// named makes a container with the name that the backend is to have.
func named(t *testing.T, in *instance) {
	mustDocker(t, "create", "--name", in.id+"-web", in.variables(t)["FAULTS_IMAGE"], "serve")
	t.Cleanup(func() { _, _ = docker("rm", "-f", in.id+"-web-old", in.id+"-web") })
}

// subnet returns a step that fixes the subnet of the instance's network, which another
// network has.
func subnet(addresses string) func(*testing.T, *instance) {
	return then(appended(fmt.Sprintf("networks: {default: {ipam: {config: [{subnet: %s}]}}}", addresses)), func(t *testing.T, in *instance) {
		name := in.id + "-other"
		mustDocker(t, "network", "create", "--subnet", addresses, name)
		t.Cleanup(func() { mustDocker(t, "network", "rm", name) })
	})
}

func networkRemoved(t *testing.T, in *instance) {
	for _, container := range strings.Fields(in.compose(t, "ps", "-q")) {
		mustDocker(t, "stop", "-t", "0", container)
	}
	mustDocker(t, "network", "rm", in.id+"_default")
}

// holds makes this process listen on a port until it is stopped.
func (in *instance) holds(t *testing.T, port int) {
	listener := listen(t, port)
	in.stop = func() { listener.Close() }
	go http.Serve(listener, http.NotFoundHandler())
}
