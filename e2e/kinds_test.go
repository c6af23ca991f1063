//go:build e2e && unix

package e2e

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		dir: filepath.Join(parent, id), id: id, mage: filepath.Join(tools, "mage"),
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
	in.run(t, "sandbox:init").exits(t, 0)
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
