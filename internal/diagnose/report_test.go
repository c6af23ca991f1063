package diagnose

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shop returns the facts of a stack whose checks all failed and whose containers run.
func shop() Facts {
	refused := func(url string) error { return fmt.Errorf("GET %s returned %w", url, syscall.ECONNREFUSED) }
	facts := Facts{
		Project: "shop",
		Checks: []FailedCheck{
			{Name: "Database", Err: fmt.Errorf("SELECT 1 on localhost:5433/shop returned %w", syscall.ECONNREFUSED), Services: []string{"db"}},
			{Name: "Backend", Err: refused("http://localhost:8001/health"), Services: []string{"backend"}, Uses: []string{"Database"}},
			{Name: "Workers", Err: refused("http://localhost:8001/workers"), Services: []string{"worker-1", "worker-2"}, Uses: []string{"Backend"}},
			{Name: "Observability", Err: errors.Join(refused("http://localhost:16687/"), refused("http://localhost:9091/-/ready")), Services: []string{"jaeger", "prometheus"}},
		},
	}
	for name, url := range map[string]string{
		"db": "localhost:5433", "backend": "http://localhost:8001", "worker-1": "http://localhost:5010", "worker-2": "http://localhost:5011",
		"jaeger": "http://localhost:16687", "prometheus": "http://localhost:9091", "migrate": "",
	} {
		address := "127.0.0.1:" + url[strings.LastIndexByte(url, ':')+1:]
		if url == "" {
			address = ""
		}
		facts.Services = append(facts.Services, ServiceFacts{
			Name: name, URL: url, Address: address,
			Container: &ContainerFacts{Name: "shop-" + name + "-1", State: "running", Started: time.Minute},
		})
	}
	return facts
}

// set changes the container of a service. A nil change removes it.
func (f Facts) set(service string, change func(*ContainerFacts)) {
	for i := range f.Services {
		s := &f.Services[i]
		switch {
		case s.Name == service && change == nil:
			s.Container = nil
		case s.Name == service:
			change(s.Container)
		}
	}
}

func (f *Facts) keep(checks ...string) {
	var kept []FailedCheck
	for _, c := range f.Checks {
		for _, name := range checks {
			if c.Name == name {
				kept = append(kept, c)
			}
		}
	}
	f.Checks = kept
}

func exits(code int, log string) func(*ContainerFacts) {
	return func(c *ContainerFacts) {
		c.State, c.ExitCode, c.Finished, c.Log = "exited", code, 1200*time.Millisecond, log
	}
}

// longLog returns a log of distinct lines.
var longLog = func() string {
	var text strings.Builder
	for i := range 500 {
		fmt.Fprintf(&text, "\x1b[31mERROR\x1b[0m something went %swrong, and here is all of it: %s\n", strings.Repeat("very ", 500-i), strings.Repeat("x", 300))
	}
	return text.String()
}()

// reports arrange the facts of one fault each, except two_faults.
var reports = map[string]func(*Facts){
	"database_dead": func(f *Facts) {
		f.keep("Database", "Backend")
		f.set("db", exits(1, "PostgreSQL init\nFATAL: lock file is empty\n"))
		f.set("backend", exits(3, "cannot reach the database\n"))
	},
	"wrong_password": func(f *Facts) {
		f.keep("Database", "Backend")
		f.Checks[0].Err = sql("28P01", `password authentication failed for user "shop"`)
		f.Checks[1].Err = fmt.Errorf("GET http://localhost:8001/health returned %w", &gate.StatusError{Code: 503, Excerpt: "no database"})
	},
	"two_faults": func(f *Facts) {
		f.keep("Database", "Backend")
		f.set("db", exits(1, "FATAL: no\n"))
		f.set("backend", exits(127, "sh: 1: nope: not found\n"))
	},
	"migration": func(f *Facts) { // a service that no check asks keeps all others away
		f.keep("Backend", "Workers", "Observability")
		f.Compose = "service \"migrate\" didn't complete successfully: exit 1\n"
		f.set("migrate", exits(1, "column price is missing\n"))
		for _, absent := range []string{"backend", "worker-1", "worker-2", "jaeger", "prometheus"} {
			f.set(absent, func(c *ContainerFacts) { c.State = "created" })
		}
	},
	"dependency_unhealthy": func(f *Facts) { // Compose waits for the database, and gives up
		f.keep("Database", "Backend")
		f.Compose = "dependency failed to start: container shop-db-1 is unhealthy\n"
		f.set("db", func(c *ContainerFacts) { c.Health, c.HealthOutput = "unhealthy", "pg_isready: no response\n" })
		f.set("backend", func(c *ContainerFacts) { c.State = "created" })
		f.Checks[1].Uses = nil
	},
	"port_taken": func(f *Facts) { // the others are left in Created
		f.Compose = "Error response from daemon: driver failed programming external connectivity on endpoint shop-backend-1 (0aec): Bind for 127.0.0.1:8001 failed: port is already allocated"
		for _, s := range f.Services {
			f.set(s.Name, func(c *ContainerFacts) { c.State = "created" })
		}
		f.set("backend", func(c *ContainerFacts) { c.Error = f.Compose })
	},
	"engine_gone": func(f *Facts) {
		f.Engine = errors.New("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
	},
	"no_address_pool": func(f *Facts) {
		f.Compose = "failed to create network shop_default: Error response from daemon: all predefined address pools have been fully subnetted"
		for _, s := range f.Services {
			f.set(s.Name, nil)
		}
	},
	"workers": func(f *Facts) {
		f.keep("Workers")
		f.Checks[0].Err, f.Checks[0].Missing = errors.New("GET http://localhost:8001/workers returned expected 2 workers, found 0: no worker-1, worker-2"), []string{"worker-1", "worker-2"}
		f.set("worker-2", func(c *ContainerFacts) { exits(137, "loading the model\n")(c); c.OOMKilled = true })
	},
	"one_missing": func(f *Facts) { // the other one is listed still, though it has ended
		f.keep("Workers")
		f.Checks[0].Err, f.Checks[0].Missing = errors.New("GET http://localhost:8001/workers returned expected 2 workers, found 1: no worker-1"), []string{"worker-1"}
		f.set("worker-2", exits(1, "bye\n"))
	},
	"done": func(f *Facts) { // a service that had one thing to do, and did it
		f.keep("Backend")
		f.Checks[0].Services = append(f.Checks[0].Services, "migrate")
		f.set("migrate", exits(0, "migrated\n"))
	},
	"unrelated": func(f *Facts) { // two checks that time out, and a port that neither needs
		f.keep("Workers", "Observability")
		for i := range f.Checks {
			f.Checks[i].Err = errors.New("no answer within 5s")
		}
		f.Compose = "driver failed programming external connectivity on endpoint shop-db-1 (0aec): Bind for 127.0.0.1:5433 failed: port is already allocated"
		f.set("db", func(c *ContainerFacts) { c.State, c.Error = "created", f.Compose })
	},
	"one_of_several": func(f *Facts) {
		f.keep("Observability")
		f.Checks[0].Err = errors.New("GET http://localhost:9091/-/ready returned 503 Service Unavailable")
		f.set("jaeger", func(c *ContainerFacts) { c.Health = "starting" })
		f.set("prometheus", func(c *ContainerFacts) { c.State, c.ExitCode, c.Restarts, c.Log = "restarting", 2, 5, "panic: no\n" })
	},
	"start": func(f *Facts) { // every check passed, and Compose failed all the same
		f.Checks = []FailedCheck{{Name: "Start"}}
		f.Compose = "service \"migrate\" didn't complete successfully: exit 1\n"
		f.set("migrate", exits(1, "column price is missing\n"))
	},
	"largest": func(f *Facts) {
		f.Checks[0].Err = errors.New(strings.Repeat(strings.Repeat("no ", 200)+"\n", 50))
		f.Checks[3].Uses = []string{"Database"}
		for _, s := range f.Services {
			f.set(s.Name, func(c *ContainerFacts) {
				exits(1, longLog)(c)
				c.Health, c.HealthOutput, c.Restarts = "unhealthy", longLog, 12
			})
		}
		f.Compose = longLog
	},
}

// Each report has a golden file, in the console's form.
func TestReports(t *testing.T) {
	for name, arrange := range reports {
		t.Run(name, func(t *testing.T) {
			facts := shop()
			arrange(&facts)
			findings := Diagnose(facts)
			text := render(findings)
			if lines := strings.Count(text, "\n"); lines > 40 && name != "two_faults" {
				t.Errorf("%d lines:\n%s", lines, text)
			}
			for _, f := range findings {
				wantBounded(t, f)
			}
			golden(t, name, text)
		})
	}
}

// render returns a report as the console shows it.
func render(findings []Finding) string {
	text := "Startability Gate: FAILED\n"
	for _, f := range findings {
		text += fmt.Sprintf("  ✗ %s failed [%s %s]\n", f.Check, f.Cause, f.Service)
		for _, detail := range f.Details {
			text += "    → " + detail + "\n"
		}
		if f.Hint != "" {
			text += "    hint: " + f.Hint + "\n"
		}
	}
	return text
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "report", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDiagnoseHidesSecrets(t *testing.T) {
	facts := shop()
	facts.keep("Database")
	facts.Mask = secret.NewMask(map[string]string{"A_PASSWORD": "", "B_PASSWORD": "a", "C_PASSWORD": "hunter2", "D_PASSWORD": "hunter2more"})
	facts.Checks[0].Err = errors.New("SELECT 1 as hunter2 returned connection refused")
	facts.set("db", func(c *ContainerFacts) {
		exits(1, "login with hunter2more\npassword hun\x1b[31mter2\nnear the edge "+strings.Repeat("x", 182)+"hunter2\n")(c)
		c.Health, c.HealthOutput = "unhealthy", "psql postgres://shop:hunter2@db"
	})
	facts.Compose = "container shop-db-1 exited (1)\nno such image: " + strings.Repeat("x", 180) + "hunter2"
	text := render(Diagnose(facts))
	if !strings.Contains(text, "docker compose: no such image: xxx") {
		t.Errorf("Compose is not heard in\n%s", text)
	}
	if !strings.Contains(text, "returned connection refused\n") {
		t.Errorf("more than secrets is hidden in\n%s", text)
	}
	for _, hidden := range []string{"hunter2", "more", "hunt"} {
		if strings.Contains(text, hidden) {
			t.Errorf("%q is in\n%s", hidden, text)
		}
	}
}

// The Compose files of many projects have the service postgres with the password postgres.
func TestDiagnoseNamesAServiceWhosePasswordIsItsName(t *testing.T) {
	facts := shop()
	facts.keep("Backend")
	facts.Mask = secret.NewMask(map[string]string{"A_PASSWORD": "backend"})
	facts.set("backend", exits(1, "login with backend"))
	text := render(Diagnose(facts))
	if !strings.Contains(text, "container backend exited with code 1") || !strings.Contains(text, "backend | login with ***") {
		t.Errorf("got\n%s", text)
	}
}

func TestDiagnoseOfNothing(t *testing.T) {
	if got := Diagnose(Facts{}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	got := Diagnose(Facts{Checks: []FailedCheck{{Name: "A", Uses: []string{"A", "B"}}, {Name: "B", Uses: []string{"A"}}}})
	if len(got) != 2 || got[0].Cause != Unknown || got[0].Hint != "mage sandbox:logs, then correct what it shows" || got[1].Follows != "A" {
		t.Errorf("got %+v", got)
	}
}

func TestDiagnoseNamesOnlyServicesOfTheStack(t *testing.T) {
	facts := shop()
	facts.keep("Backend")
	facts.set("backend", nil)
	facts.Compose = `service "stranger" didn't complete successfully: exit 1`
	if got := Diagnose(facts)[0]; got.Service == "stranger" || !strings.Contains(render([]Finding{got}), "docker compose: service") {
		t.Errorf("got %+v", got)
	}
}

// Of two checks whose services Compose blames on each other, one is the cause.
func TestOneFindingIsAlwaysACause(t *testing.T) {
	facts := shop()
	facts.keep("Database", "Backend")
	facts.Compose = "dependency failed to start: container shop-backend-1 exited (1)"
	facts.set("backend", exits(1, ""))
	facts.set("db", func(c *ContainerFacts) { c.State = "created" })
	got := Diagnose(facts)
	if got[0].Follows != "Backend" || got[1].Cause != ContainerExited {
		t.Errorf("got %+v", got)
	}
}
