//go:build e2e && unix

package e2e

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// projects are the Compose files of the stacks, beside the default one, that faults are
// injected into. Their stacks are derived. CACHE is an image that is called redis.
var projects = map[string]string{
	"derived": `
services:
  web: {image: $FAULTS_IMAGE, command: serve, ports: ["28000:8000"], x-sandbox: {ready: GET /}}
  cache: {image: $CACHE, command: redis-server, ports: ["26379:6379"]}
`,
	"replicas": `
services:
  web: {image: $FAULTS_IMAGE, command: serve, ports: ["28000:8000"], x-sandbox: {ready: GET /}, depends_on: {migrate: {condition: service_completed_successfully}}}
  migrate: {image: $FAULTS_IMAGE, command: exit 0}
  queue: {image: $FAULTS_IMAGE, command: deaf, deploy: {replicas: 2}}
  extra: {image: $FAULTS_IMAGE, command: deaf, profiles: [extra]}
`,
	"host": `
services:
  web: {image: $FAULTS_IMAGE, command: serve, ports: ["28000:8000"], x-sandbox: {ready: GET /}}
  dns: {image: $FAULTS_IMAGE, command: deaf, ports: ["25300:5300/udp"]}
  agent: {image: $FAULTS_IMAGE, command: deaf, network_mode: host}
`,
	"shared": `
services:
  web: {image: $FAULTS_IMAGE, command: serve, ports: ["28000:8000"], x-sandbox: {ready: GET /}}
  sidecar: {image: $FAULTS_IMAGE, command: deaf, network_mode: "service:web"}
  guest: {image: $FAULTS_IMAGE, command: deaf}
`,
}

// ofKinds holds faults of derived stacks.
var ofKinds = []fault{
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
		name: "the cache has another password than its check", kind: "derived", stack: cacheSays("-WRONGPASS invalid username-password pair or user is disabled."),
		check: "✗ cache not ready", cause: diagnose.LoginRefused, service: "cache", says: []string{"PING on "},
	},
	{
		name: "the cache is no Redis", kind: "derived", stack: cacheSays(noRedis), spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ cache not ready", cause: diagnose.WrongProtocol, service: "cache", says: []string{"PING on "},
		mend: derivedWith(services{"cache": cacheSays(noRedis)["cache"] + ", x-sandbox: {ready: GET /}"}),
	},
	{
		name: "web has a certificate of its own", kind: "derived", stack: services{"web": "command: secure, x-sandbox: {ready: GET https://shop.test/}"},
		spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ web not ready", cause: diagnose.Untrusted, service: "web", says: []string{"GET https://shop.test/ returned a certificate that this machine does not trust"},
		mend: trusted,
	},
	{
		name: "the cache cannot save", kind: "derived", stack: cacheSays("-MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."),
		spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ cache not ready", cause: diagnose.ReadOnly, service: "cache", says: []string{"PING on ", "MISCONF"},
	},
	{
		name: "the cache's cluster is down", kind: "derived", stack: cacheSays("-CLUSTERDOWN The cluster is down"), spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ cache not ready", cause: diagnose.NoLeader, service: "cache", says: []string{"PING on ", "CLUSTERDOWN"},
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
	{
		name: "the owner of a shared network was restarted", kind: "shared", spoil: then(started, to("restart -t 0", "web")), args: "sandbox:gate -timeout=20",
		check: "✗ sidecar not ready", cause: diagnose.NetworkLost, service: "sidecar",
		says: []string{"container sidecar has been running for ", "without its network"},
	},
}

// noRedis is what a web server answers.
const noRedis = `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n`

// cacheSays returns a cache that answers each command of its clients with a line.
func cacheSays(line string) services {
	return services{"cache": fmt.Sprintf(`environment: {ANSWER: "%s"}`, line)}
}

// trusted names a file with the certificate that web has printed as SSL_CERT_FILE.
func trusted(t *testing.T, in *instance) {
	block, _ := pem.Decode([]byte(mustDocker(t, "logs", in.container(t, "web"))))
	if block == nil {
		t.Fatal("web has printed no certificate")
	}
	in.write(t, "ca.pem", string(pem.EncodeToMemory(block)))
	in.env = append(in.env, "SSL_CERT_FILE="+filepath.Join(in.dir, "ca.pem"))
}

// prepareProject returns an instance of one of the projects, not started yet.
func (f fault) prepareProject(t *testing.T) *instance {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	image, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	cache := "localhost/" + id + "/redis:7"
	in := &instance{
		dir: filepath.Join(parent, id), id: id, mage: filepath.Join(tools, "mage"), slot: takeSlot(t),
		env: []string{machine.HomeVariable + "=" + filepath.Join(suite.dir, "kinds"), "FAULTS_IMAGE=" + image, "CACHE=" + cache},
	}
	mustDocker(t, "tag", image, cache)
	if err := os.Mkdir(in.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	in.write(t, "docker-compose.yml", os.Expand(projects[f.kind], func(name string) string {
		return map[string]string{"FAULTS_IMAGE": image, "CACHE": cache}[name]
	}))
	in.git(t, "init", "-q", "-b", "main")
	t.Cleanup(func() {
		if t.Failed() {
			in.run(t, "sandbox:status")
		}
		in.write(t, overrideFile, "services: {}\n")
		in.run(t, "sandbox:down", "-volumes", "-yes")
		if left, err := leftovers(in.id); err != nil || len(left) > 0 {
			t.Errorf("down left %q of %s: %v", left, in.id, errors.Join(err, removeLeftovers(in.id)))
		}
		mustDocker(t, "image", "rm", cache)
	})
	in.initialise(t)
	in.set(t, "FAULTS_IMAGE", image)
	if len(f.stack) > 0 {
		in.write(t, overrideFile, f.override())
	}
	return in
}

// timed runs a target and returns when it gave the gate's verdict.
func (in *instance) timed(t *testing.T, args ...string) (result, time.Time) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	var stdout verdictTimer
	var stderr strings.Builder
	cmd := in.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && (!errors.As(err, new(*exec.ExitError)) || ctx.Err() != nil) {
		t.Fatal(err)
	}
	r := result{"mage " + strings.Join(args, " "), stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	t.Log(r)
	r.isClean(t)
	return r, stdout.at
}
