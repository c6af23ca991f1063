//go:build e2e

package e2e

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

// replicas is a project whose worker has two containers, beside services that have none by
// design.
const replicas = `services:
  web: {image: plain/app:dev, build: ., command: web, ports: ["8000:8000"], x-sandbox: {ready: GET /healthz}}
  worker: {image: plain/app:dev, command: worker, deploy: {replicas: 2}}
  idle: {image: plain/app:dev, command: worker, deploy: {replicas: 0}}
`

func TestEveryReplicaCountsAndIsNamedByItsNumber(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.write(t, "docker-compose.yml", replicas)
	in.initialise(t)
	in.run(t, "sandbox:up").shows(t, "✓ web ready", "✓ worker up", "PASSED")
	in.run(t, "sandbox:status").shows(t, "Status: running", "Containers: 3/3 running", "worker:", "(up, 2 replicas)")
	in.listed(t, "running", 3, 3)

	mustDocker(t, "kill", in.id+"-worker-2")
	failed := in.run(t, "sandbox:gate")
	failed.exits(t, 2)
	failed.shows(t, "FAILED", "✓ web ready", "✗ worker", "container worker 2 of 2 is stopped: it exited with code 137", "try: mage sandbox:up")
	in.run(t, "sandbox:status").shows(t, "Status: partial (2/3)", "Containers: 2/3 running", "(worker 2 of 2 exited with code 137)")
	in.run(t, "sandbox:overview").shows(t, "Status:    partial (2/3)")
	in.listed(t, "partial", 2, 3)

	var status report.Status
	in.document(t, &status, "sandbox:status", "-json")
	i := slices.IndexFunc(status.Services, func(s report.ServiceStatus) bool { return s.Name == "worker" })
	if worker := status.Services[i]; worker.Ready || worker.State != "exited" || worker.Container.Number != 2 || len(worker.Containers) != 2 {
		t.Errorf("got %+v", worker)
	}
	var gate report.Report
	in.document(t, &gate, "sandbox:gate", "-json")
	if gate.Passed || gate.Error == nil || gate.Error.Service != "worker" || gate.Error.Cause != "stopped" {
		t.Errorf("got %+v, %+v", gate, gate.Error)
	}

	in.run(t, "sandbox:up").shows(t, "✓ worker up", "PASSED")
	mustDocker(t, "stop", in.id+"-worker-1") // it exits with 0, as a job that is done
	in.run(t, "sandbox:gate").shows(t, "FAILED", "container worker 1 of 2 is stopped: it exited with code 0")
	in.run(t, "sandbox:status").shows(t, "Status: partial (2/3)", "(worker 1 of 2 exited with code 0)")
	in.listed(t, "partial", 2, 3)
	mustDocker(t, "rm", "-f", in.id+"-worker-1")
	in.run(t, "sandbox:gate").shows(t, "FAILED", "worker 1 of 2")
	in.listed(t, "partial", 2, 3)
	in.bareCompose(t, "up -d --scale worker=3")
	in.run(t, "sandbox:gate").shows(t, "PASSED")
	in.run(t, "sandbox:status").shows(t, "Containers: 4/4 running", "(up, 3 replicas)")
	in.listed(t, "running", 4, 4)

	other := in.id + "-other"
	in.bareCompose(t, "-p "+other+" up -d --no-build --no-deps worker")
	in.run(t, "sandbox:list").shows(t, in.id, "4/4 running", other+": 2 containers, 2 of them up", "docker compose -p "+other+" down")
	in.bareCompose(t, "-p "+other+" down")
	in.run(t, "sandbox:list").keepsQuiet(t, other)
}

// listed wants sandbox:list to count the instance's containers.
func (in *instance) listed(t *testing.T, state string, up, total int) {
	t.Helper()
	var list report.List
	in.document(t, &list, "sandbox:list", "-json")
	i := slices.IndexFunc(list.Instances, func(i report.Instance) bool { return i.Instance == in.id })
	if i < 0 {
		t.Fatalf("%s is not listed: %+v", in.id, list)
	}
	if got := list.Instances[i]; got.State != state || got.Up != up || got.Healthy != up || got.Expected != total {
		t.Errorf("want %s %d/%d, got %+v", state, up, total, got)
	}
}

// document runs a target and reads the document that it writes. The target may fail.
func (in *instance) document(t *testing.T, into any, args ...string) {
	t.Helper()
	r := in.run(t, args...)
	if err := json.Unmarshal([]byte(r.stdout), into); err != nil {
		t.Fatalf("%v\n%s", err, r)
	}
}
