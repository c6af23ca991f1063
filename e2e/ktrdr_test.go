//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// The secrets that the caller exports: only the first two are named in x-sandbox.pass.
const (
	passedKey      = "s3cret-of-anthropic"
	passedPassword = "s3cret-of-db"
	otherKey       = "s3cret-of-fred"
)

// ktrdrFile is the example's Compose file, which Compose does not find by itself.
const ktrdrFile = "docker-compose.sandbox.yml"

// newKTRDR copies the example as a git repository. Its .env file names what differs
// between machines.
func newKTRDR(t *testing.T) *instance {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	in := &instance{dir: filepath.Join(parent, id), id: id, mage: filepath.Join(tools, "mage"), env: []string{
		machine.HomeVariable + "=" + filepath.Join(parent, "home"),
		"ANTHROPIC_API_KEY=" + passedKey, "KTRDR_DB_PASSWORD=" + passedPassword, "KTRDR_FRED_API_KEY=" + otherKey,
	}}
	shared := filepath.Join(parent, "shared")
	if err := errors.Join(os.CopyFS(in.dir, os.DirFS(filepath.Join(suite.root, "examples/ktrdr"))), os.MkdirAll(filepath.Join(in.dir, "bin"), 0o700), os.Mkdir(shared, 0o700)); err != nil {
		t.Fatal(err)
	}
	architecture := strings.TrimSpace(mustDocker(t, "version", "--format", "{{.Server.Arch}}"))
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", filepath.Join(in.dir, "bin/app"), "./examples/ktrdr/app")
	build.Dir, build.Env = suite.root, append(slices.Clone(suite.env), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture)
	if _, err := output(build); err != nil {
		t.Fatal(err)
	}
	database, network := "localhost/"+id+"/timescaledb:15", id+"-observability"
	mustDocker(t, "tag", databaseImage(t), database)
	mustDocker(t, "network", "create", network)
	t.Cleanup(func() { mustDocker(t, "image", "rm", database); mustDocker(t, "network", "rm", network) })
	in.write(t, ".env", fmt.Sprintf("KTRDR_DB_IMAGE=%s\nKTRDR_OBSERVABILITY_NETWORK=%s\nKTRDR_SHARED_DIR=%s\n", database, network, shared))
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-Af")
	in.git(t, "commit", "-q", "-m", "a project")
	in.cleanUp(t, "ktrdr-backend")
	return in
}

func TestTheShapeOfKTRDRComesUpTwiceWithoutEdits(t *testing.T) {
	first := newKTRDR(t)
	before := readFile(t, filepath.Join(first.dir, ktrdrFile))
	first.runsKTRDR(t) // without sandbox:init

	second := *first
	second.id, second.dir = first.id+"-two", first.dir+"--two"
	first.run(t, "sandbox:create", "two", "-name="+second.id).exits(t, 0)
	second.cleanUp(t, "ktrdr-backend")
	second.runsKTRDR(t)

	first.run(t, "sandbox:gate").exits(t, 0) // beside the second
	for _, in := range []*instance{first, &second} {
		in.hasOwnWorkers(t)
		if after := readFile(t, filepath.Join(in.dir, ktrdrFile)); after != before {
			t.Errorf("the Compose file of %s has changed:\n%s", in.id, after)
		}
	}
}

// runsKTRDR starts the instance and wants each service to be met, and the caller's
// secrets to reach only whom they may.
func (in *instance) runsKTRDR(t *testing.T) {
	t.Helper()
	up := in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ db ready (Postgres login)", "✓ backend ready (GET /api/v1/health)", "✓ assessment-agent ready (GET /health)", "✓ backtest-worker-1 ready (GET /health)",
		"✓ design-agent ready (GET /health)", "✓ mcp up (running)", "✓ training-worker-2 ready (GET /health)", "PASSED", "API: http://localhost:")
	for _, args := range [][]string{{"sandbox:status"}, {"sandbox:status", "-json"}, {"sandbox:gate", "-json"}, {"sandbox:env", "-secrets"}} {
		r := in.run(t, args...)
		r.exits(t, 0)
		r.keepsQuiet(t, passedKey, passedPassword, otherKey)
	}
	up.keepsQuiet(t, passedKey, passedPassword, otherKey)

	environment := mustDocker(t, "inspect", "--format", "{{json .Config.Env}}", in.container(t, "backend"))
	for text, there := range map[string]bool{"ANTHROPIC_API_KEY=" + passedKey: true, passedPassword: true, otherKey: false} {
		if strings.Contains(environment, text) != there {
			t.Errorf("the backend's environment has %s: %v", text, !there)
		}
	}
	up.complains(t, "after-up: docker compose exec -T backend /app migrate", "migrated")
}

// hasOwnWorkers wants the four workers and the two agents of the instance, and no others, to
// have registered with its backend.
func (in *instance) hasOwnWorkers(t *testing.T) {
	t.Helper()
	var want []string
	for _, service := range []string{"assessment-agent", "backtest-worker-1", "backtest-worker-2", "design-agent", "training-worker-1", "training-worker-2"} {
		want = append(want, service+" at "+in.container(t, service)[:12])
	}
	eventually(t, "the workers register", func() bool {
		response, err := http.Get("http://" + in.local(t, "KTRDR_API_PORT") + "/api/v1/workers")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		var workers []string
		if err := json.NewDecoder(response.Body).Decode(&workers); err != nil {
			return false
		}
		for _, worker := range workers {
			if !slices.Contains(want, worker) {
				t.Fatalf("%s registered with %s, whose own are %q", worker, in.id, want)
			}
		}
		return len(workers) == len(want)
	})
}
