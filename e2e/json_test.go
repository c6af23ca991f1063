//go:build e2e && unix

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/report"
)

// document parses stdout, which must be one document of a kind in docs/schema.json.
func document[T any](t *testing.T, r result, kind string) T {
	t.Helper()
	schematest.Valid(t, kind, []byte(r.stdout))
	var d T
	decoder := json.NewDecoder(strings.NewReader(r.stdout))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%v\n%s", err, r)
	}
	return d
}

// runReport runs up or gate with -json, expects an exit code and returns the
// report.
func (in *instance) runReport(t *testing.T, code int, args string) report.Report {
	t.Helper()
	r := in.run(t, append(strings.Fields(args), "-json")...)
	r.exits(t, code)
	got := document[report.Report](t, r, "report")
	failure := got.Error
	if (failure != nil) != (code != 0) || failure != nil && failure.Exit != code {
		t.Fatalf("error %+v\n%s", failure, r)
	}
	if failure != nil {
		r.complains(t, "Error: "+strings.Split(failure.Message, "\n")[0])
	}
	return got
}

// statuses returns the status of each check in a report.
func statuses(got report.Report) (all []string) {
	for _, c := range got.Checks {
		all = append(all, c.Name+" "+c.Status)
	}
	return all
}

func TestJSONOfReadyInstance(t *testing.T) {
	in := healthy(t)
	for _, args := range []string{"sandbox:gate", "sandbox:up"} {
		got := in.runReport(t, 0, args)
		want := []string{"Database passed", "Backend passed", "Workers passed", "Observability passed"}
		if !got.Passed || !slices.Equal(statuses(got), want) || got.Instance != in.id || got.Slot == nil || *got.Slot != in.slot {
			t.Errorf("%s: %+v", args, got)
		}
		if len(got.Services) != in.containers(t) {
			t.Errorf("%s: services %+v", args, got.Services)
		}
		for _, s := range got.Services {
			if s.URL == "" || s.Container == nil || s.Container.State != "running" {
				t.Errorf("%s: service %+v", args, s)
			}
		}
		for i, link := range in.links(t) {
			if got := got.Links[i].Label + ": " + got.Links[i].URL; got != link {
				t.Errorf("%s: link %s, want %s", args, got, link)
			}
		}
	}
	got := in.runReport(t, 0, "sandbox:up -nowait")
	if got.Passed || len(got.Checks) != 0 || got.Instance != in.id || len(got.Links) == 0 {
		t.Errorf("-nowait: %+v", got)
	}
}

func TestJSONOfStatus(t *testing.T) {
	in := healthy(t)
	status := func() report.Status {
		r := in.run(t, "sandbox:status", "-json")
		r.exits(t, 0)
		return document[report.Status](t, r, "status")
	}
	d := status()
	if d.State != "running" || d.Up != d.Total || d.Healthy != d.Total || d.Instance != in.id || *d.Slot != in.slot {
		t.Errorf("got %+v", d)
	}
	for _, s := range d.Services {
		if leftOut := s.State == "not_in_stack"; s.Ready == leftOut || leftOut != (s.Name == "grafana" && !in.hasGrafana(t)) {
			t.Errorf("service %+v", s)
		}
	}
	for _, w := range d.Workers {
		if !w.Registered || !w.Ready || w.URL == "" {
			t.Errorf("worker %+v", w)
		}
	}
	in.end(t, "kill", "backend")
	d = status()
	backend := d.Services[slices.IndexFunc(d.Services, func(s report.ServiceStatus) bool { return s.Name == "backend" })]
	if d.State != "partial" || d.Up != d.Total-1 || backend.Ready || backend.State != "exited" || backend.Container.ExitCode != 137 || d.Workers[0].Registered {
		t.Errorf("got %+v, backend %+v", d, *backend.Container)
	}
}

func TestJSONOfInstanceThatWasNeverStarted(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	got := in.runReport(t, 2, "sandbox:gate")
	if got.Error.Cause != "not_created" || got.Error.Hint != "mage sandbox:up" || got.Instance != in.id || len(got.Services) == 0 {
		t.Errorf("got %+v", got)
	}
	r := in.run(t, "sandbox:status", "-json")
	r.exits(t, 0)
	if d := document[report.Status](t, r, "status"); d.State != "not_started" || d.Services[0].State != "not_started" || d.Services[0].Container != nil {
		t.Errorf("got %+v", d)
	}
}

func TestJSONOfUntriedStart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		spoil func(*testing.T, *instance)
		cause string
		says  string
	}{
		{"no instance", uninitialised, "", "Not in a sandbox directory"},
		{"malformed line", withFile(envFile, "INSTANCE_ID=x\nKTRDR_DB_PASSWORD="+secret+"\nno variable "+secret+"\n"), "", "line 3 "},
		{"port", setTo("KTRDR_API_PORT", "abc"), "", `KTRDR_API_PORT is "abc"`},
		{"invalid Compose file", withFile("docker-compose.yml", "services: ["), "", "the Compose file is invalid"},
		{"no docker", withDocker(""), "", "there is no docker command"},
		{"no engine", setTo("DOCKER_HOST", "unix:///nonexistent.sock"), "engine_gone", "the Docker engine does not answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newBareInstance(t)
			test.spoil(t, in)
			for _, target := range []string{"sandbox:up", "sandbox:gate"} {
				got := in.runReport(t, 1, target)
				if e := got.Error; e.Cause != test.cause || !strings.Contains(e.Message, test.says) || len(got.Checks) != 0 {
					t.Errorf("%s: %+v", target, got)
				}
			}
			r := in.run(t, "sandbox:status", "-json")
			r.exits(t, 1)
			if e := document[report.Status](t, r, "status").Error; e == nil || e.Cause != test.cause || !strings.Contains(e.Message, test.says) {
				t.Errorf("sandbox:status: %+v", e)
			}
		})
	}
}

func TestJSONOfMissingImage(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"db": "image: $REGISTRY/private/db:1"}}.prepare(t)
	noRegistry(t, in)
	e := in.runReport(t, 1, "sandbox:up").Error
	if e.Cause != "registry_unreachable" || !strings.HasPrefix(e.Hint, "correct the image's name, give the engine a way to 127.0.0.1:") || !strings.Contains(e.Message, "/private/db:1 of db cannot be had: ") || strings.Contains(e.Message, "try: ") {
		t.Errorf("got %+v", e)
	}
}

func TestJSONOfTakenPorts(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	want := map[string]int{"db": in.port(t, "KTRDR_DB_PORT"), "jaeger": in.port(t, "KTRDR_JAEGER_OTLP_HTTP_PORT")}
	for _, port := range want {
		listen(t, port)
	}
	got := in.runReport(t, 3, "sandbox:up")
	if len(got.Error.Ports) != len(want) || got.Instance != in.id {
		t.Errorf("got %+v", got)
	}
	for _, p := range got.Error.Ports {
		if p.Port != want[p.Service] || !strings.HasPrefix(p.Address, "127.0.0.1:") || p.Holder == "" && p.FindHolder == "" {
			t.Errorf("port %+v", p)
		}
	}
	in.holdsNothing(t)
}

func TestJSONOfFaults(t *testing.T) {
	t.Parallel()
	t.Run("a check whose service ended, and a check that uses it", func(t *testing.T) {
		t.Parallel()
		in := fault{stack: services{"db": "entrypoint: [sh, -c, 'exit 3'], restart: 'no'", "backend": faulty("status 503", "depends_on: !reset []")}}.prepare(t)
		got := in.runReport(t, 2, "sandbox:up -timeout=60")
		database, backend := got.Checks[0], got.Checks[1]
		if database.Status != "failed" || database.Cause != "container_exited" || database.Service != "db" || database.Hint != "mage sandbox:logs -service=db, then correct what it shows" || database.Attempts == 0 {
			t.Errorf("got %+v", database)
		}
		if backend.Status != "failed" || backend.Cause != "dependency_failed" || backend.Follows != "Database" || backend.Hint != "" {
			t.Errorf("got %+v", backend)
		}
		if e := got.Error; e.Cause != "container_exited" || e.Service != "db" || e.Details != nil {
			t.Errorf("error %+v", e)
		}
		for _, c := range got.Checks {
			if strings.Contains(strings.Join(c.Details, "\n"), "try: ") {
				t.Errorf("the details of %s repeat the hint: %q", c.Name, c.Details)
			}
		}
		db := got.Services[slices.IndexFunc(got.Services, func(s report.ServiceState) bool { return s.Name == "db" })]
		if db.Container == nil || db.Container.State != "exited" || db.Container.ExitCode != 3 {
			t.Errorf("db: %+v", db)
		}
		if _, err := os.Stat(filepath.Join(in.dir, got.Evidence, "report.txt")); err != nil {
			t.Error(err)
		}
	})
	t.Run("a service without a check", func(t *testing.T) {
		t.Parallel()
		in := fault{stack: services{"backend": faulty("serve"), "migrate": faulty("exit 4")}}.prepare(t)
		got := in.runReport(t, 2, "sandbox:up -timeout=60")
		e := got.Error
		if e.Cause != "container_exited" || e.Service != "migrate" || e.Hint != "mage sandbox:logs -service=migrate, then correct what it shows" || !slices.Contains(e.Details, "migrate | goodbye") {
			t.Errorf("error %+v", e)
		}
		// The job may end before the backend has answered.
		if backend := got.Checks[0]; backend.Status != "passed" && backend.Status != "skipped" || len(got.Checks) != 1 || got.Passed {
			t.Errorf("got %+v", got)
		}
	})
}

func TestJSONOfInterruptedUp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		signal func(pid int) error
	}{
		{"Ctrl-C", func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }},
		{"SIGTERM", func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := fault{stack: services{"db": "", "backend": faulty("deaf", "depends_on: !reset []")}}.prepare(t)
			r := in.interrupted(t, test.signal, "sandbox:up", "-json")
			r.exits(t, 1)
			got := document[report.Report](t, r, "report")
			if e := got.Error; e == nil || e.Exit != 1 || !e.Interrupted || e.Cause != "" {
				t.Errorf("error %+v", e)
			}
			if want := []string{"Database passed", "Backend skipped"}; !slices.Equal(statuses(got), want) {
				t.Errorf("got %q, want %q", statuses(got), want)
			}
		})
	}
}

// A job of GitHub Actions gets annotations and a summary, and -json still writes
// only the document to stdout.
func TestGitHubActionsJob(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"db": "entrypoint: [sh, -c, 'exit 3'], restart: 'no'", "backend": faulty("status 503", "depends_on: !reset []")}}.prepare(t)
	summary := filepath.Join(in.dir, "summary.md")
	in = in.exporting("GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+summary)
	r := in.run(t, "sandbox:up", "-timeout=60", "-json")
	r.exits(t, 2)
	failed := 0
	for _, c := range document[report.Report](t, r, "report").Checks {
		if c.Status == "failed" {
			failed++
			r.complains(t, "\n::error title=Startability Gate%3A "+c.Name+" ")
		}
	}
	if annotations := strings.Count(r.stderr, "\n::error "); annotations != failed || failed != 2 {
		t.Errorf("%d annotations of %d failed checks\n%s", annotations, failed, r)
	}
	begin, end := strings.Index(r.stderr, "::group::Starting instance: "+in.id), strings.Index(r.stderr, "\n::endgroup::\n")
	if begin < 0 || end < begin || strings.Count(r.stderr, "::group::") != 1 || strings.Count(r.stderr, "::endgroup::") != 1 {
		t.Errorf("the group is not closed\n%s", r)
	}
	text, err := os.ReadFile(summary)
	if err != nil || !strings.Contains(string(text), "| Database | ✗ failed | ") || !strings.Contains(string(text), "container db exited with code 3") {
		t.Errorf("summary %s, %v", text, err)
	}

	in.write(t, overrideFile, "services: [")
	r = in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.keepsQuiet(t, "::group::", "::error ")
}
