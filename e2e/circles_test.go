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

	// A derived stack.
	{
		name: "web crashes again and again", kind: "derived", stack: services{"web": "command: exit 3, restart: always"},
		check: "✗ web not ready", cause: diagnose.CrashLoop, service: "web", says: []string{"container web ", "restart", "web | goodbye"},
	},
	{
		name: "web ends", kind: "derived", stack: services{"web": "command: exit 3"},
		check: "✗ web not ready", cause: diagnose.ContainerExited, service: "web", says: []string{"container web exited with code 3", "web | goodbye"},
	},
	{
		name: "web answers 503", kind: "derived", stack: services{"web": "command: status 503"}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ web not ready", cause: diagnose.HTTPStatus, service: "web", says: []string{"returned 503 Service Unavailable"},
	},
	{
		name: "the cache has another password than its check", kind: "derived", stack: services{"cache": "command: redis-server --requirepass hunter2, environment: {OTHER_PASSWORD: hunter3}"},
		check: "✗ cache not ready", cause: diagnose.LoginRefused, service: "cache", says: []string{"PING on "},
	},
	{
		name: "the cache is no Redis", kind: "derived", stack: services{"cache": "command: status-6379 200"}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ cache not ready", cause: diagnose.WrongProtocol, service: "cache", says: []string{"PING on "},
		mend: derivedWith(services{"cache": "command: status-6379 200, x-sandbox: {ready: GET /}"}),
	},
	{
		name: "web uses too much memory", kind: "derived", stack: services{"web": "command: eat 40, mem_limit: 16m"},
		check: "✗ web not ready", cause: diagnose.OOMKilled, service: "web", says: []string{"killed: out of memory"},
		mend: derivedWith(services{"web": "command: eat 40, mem_limit: 128m"}),
	},
	{
		name: "the program of web is not in its image", kind: "derived", stack: services{"web": "entrypoint: [/nope]"},
		check: "✗ web not ready", cause: diagnose.CommandNotFound, service: "web", says: []string{"/nope"},
	},
	{
		name: "web is paused", kind: "derived", spoil: then(started, to("pause", "web")), args: "sandbox:gate",
		check: "✗ web not ready", cause: diagnose.Paused, service: "web", says: []string{"container web is paused"},
	},
	{
		name: "web was removed", kind: "derived", spoil: then(started, to("rm -f", "web")), args: "sandbox:gate",
		check: "✗ web not ready", cause: diagnose.NotCreated, service: "web", says: []string{"service web has no container"},
	},

	// Replicas, profiles and jobs.
	{
		name: "a job fails that web waits for", kind: "replicas", stack: services{"migrate": "command: exit 4"},
		check: "✗ migrate not ready", cause: diagnose.ContainerExited, service: "migrate", says: []string{"container migrate exited with code 4"},
	},
	{
		name: "both replicas end", kind: "replicas", stack: services{"queue": "command: exit 5"},
		check: "✗ queue not ready", cause: diagnose.ContainerExited, service: "queue", says: []string{"container queue", "exited with code 5"},
	},
	{
		name: "a service of a profile ends", kind: "replicas", stack: services{"extra": "command: exit 6, profiles: !reset []"},
		check: "✗ extra not ready", cause: diagnose.ContainerExited, service: "extra", says: []string{"container extra exited with code 6"},
		mend: derivedWith(services{"extra": "profiles: !reset []"}),
	},
	{
		name: "the command of both replicas is no program", kind: "replicas", stack: services{"queue": "entrypoint: [/etc/hostname]"},
		check: "✗ queue not ready", cause: diagnose.NotExecutable, service: "queue", says: []string{"/etc/hostname"},
	},

	// UDP, and the network of the machine.
	{
		name: "a UDP server ends", kind: "host", stack: services{"dns": "command: exit 3"},
		check: "✗ dns not ready", cause: diagnose.ContainerExited, service: "dns", says: []string{"container dns exited with code 3"},
	},
	{
		name: "a service on the machine's network ends", kind: "host", stack: services{"agent": "command: exit 3"},
		check: "✗ agent not ready", cause: diagnose.ContainerExited, service: "agent", says: []string{"container agent exited with code 3"},
	},
	{
		name: "a UDP server is unhealthy", kind: "host", stack: services{"dns": "healthcheck: {test: [CMD, /faults, exit, '1'], interval: 1s, retries: 1}"},
		spoil: then(launched, becomes("unhealthy", "dns")), args: "sandbox:gate -timeout=3",
		check: "✗ dns not ready", cause: diagnose.Unhealthy, service: "dns", says: []string{"healthcheck: goodbye"},
	},

	// A network that two services share.
	{
		name: "the owner of a shared network ends", kind: "shared", stack: services{"web": "command: exit 3"},
		check: "✗ web not ready", cause: diagnose.ContainerExited, service: "web", says: []string{"container web exited with code 3"},
	},
	{
		name: "the guest of a shared network ends", kind: "shared", stack: services{"sidecar": "command: exit 3"},
		check: "✗ sidecar not ready", cause: diagnose.ContainerExited, service: "sidecar", says: []string{"container sidecar exited with code 3"},
	},
	{
		name: "the guest of a shared network is paused", kind: "shared", spoil: then(started, to("pause", "sidecar")), args: "sandbox:gate -timeout=5",
		check: "✗ sidecar not ready", cause: diagnose.Paused, service: "sidecar", says: []string{"container sidecar is paused"},
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
