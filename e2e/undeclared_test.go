//go:build e2e && unix

package e2e

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// unhealthySoFar is the healthcheck of a service that gets no verdict.
const unhealthySoFar = "healthcheck: {test: [CMD, /faults, exit, '1'], interval: 1s, start_period: 1h}"

// undeclared holds the faults of services that no check asks, and of volumes and stops.
var undeclared = []fault{
	{
		name:  "a service ends that backend needs and that no check asks",
		stack: services{"backend": faulty("serve", "depends_on: !override {cache: {condition: service_started}}"), "cache": faulty("exit 2", "restart: 'no'")},
		check: "✗ Backend health check failed", cause: diagnose.ContainerExited, service: "cache",
		says: []string{"container cache exited with code 2", "cache | goodbye"},
	},
	{
		name: "a service that no check asks is not healthy yet", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve"), "cache": faulty("deaf", unhealthySoFar)}, cause: diagnose.HealthPending, service: "cache",
		says: []string{"✓ Backend", "container cache has been running for ", "and is not healthy yet", "healthcheck: goodbye"},
	},
	{
		name: "backend waits for a service that is not healthy yet", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve", "depends_on: !override {cache: {condition: service_healthy}}"), "cache": faulty("deaf", unhealthySoFar)},
		check: "✗ Backend health check failed", cause: diagnose.HealthPending, service: "cache",
		says: []string{"backend was not started: it waits for cache to be healthy", "and is not healthy yet", "healthcheck: goodbye"},
	},
	{
		name: "backend waits for a job that hangs", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve", "depends_on: !override {job: {condition: service_completed_successfully}}"), "job": faulty("deaf")},
		check: "✗ Backend health check failed", cause: diagnose.JobPending, service: "job",
		says: []string{"backend was not started: it waits for job job to end", "container job has been running for "},
	},
	{
		name:  "backend was stopped",
		stack: services{"backend": faulty("serve")}, args: "sandbox:gate -timeout=20",
		spoil: then(launched, func(t *testing.T, in *instance) { in.compose(t, "stop", "backend") }),
		check: "✗ Backend health check failed", cause: diagnose.Stopped, service: "backend",
		says: []string{"container backend is stopped: it exited with code 0"}, silent: []string{"by itself"},
	},
	{
		name: "the volume has the data of another version of Postgres", stack: services{"db": ""}, args: "sandbox:up -timeout=60",
		spoil: then(launched, func(t *testing.T, in *instance) {
			in.compose(t, "exec", "-T", "db", "sh", "-c", `echo 14 >"$PGDATA/PG_VERSION"`)
			in.compose(t, "stop", "db")
		}),
		check: "✗ Database", cause: diagnose.VolumeVersion, service: "db",
		says: []string{"the volume of db has the data of version 14, and the image has version 15"},
	},
}
