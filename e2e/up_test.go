//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestUpRunsGateByDefault(t *testing.T) {
	in := healthy(t)
	in.up.isClean(t)
	in.up.complains(t, fmt.Sprintf("Starting instance: %s (slot %d)", in.id, in.slot), "building localhost/sandbox-app:"+in.id)

	want := "^" + passedReport + `\nInstance ready \([0-9.]+s\):` + "\n"
	for _, link := range in.links(t) {
		want += regexp.QuoteMeta("  "+link) + "\n"
	}
	if !regexp.MustCompile(want + "$").MatchString(in.up.stdout) {
		t.Errorf("stdout does not match\n%s\n%s", want, in.up)
	}
}

// passedReport is the output of a gate that passes.
const passedReport = `  ✓ Database ready
  ✓ Backend healthy
  ✓ Workers registered \(4\)
  ✓ Observability ready
Startability Gate: PASSED
`

// links returns the pages that up offers.
func (in *instance) links(t *testing.T) []string {
	links := []string{
		fmt.Sprintf("API: http://localhost:%d/api/v1/docs", in.port(t, "KTRDR_API_PORT")),
		fmt.Sprintf("Database: localhost:%d", in.port(t, "KTRDR_DB_PORT")),
		fmt.Sprintf("Grafana: http://localhost:%d", in.port(t, "KTRDR_GRAFANA_PORT")),
		fmt.Sprintf("Jaeger: http://localhost:%d", in.port(t, "KTRDR_JAEGER_UI_PORT")),
		fmt.Sprintf("Prometheus: http://localhost:%d", in.port(t, "KTRDR_PROMETHEUS_PORT")),
	}
	if !in.hasGrafana(t) {
		links = append(links[:2], links[3:]...)
	}
	return links
}

func TestUpShowsPagesThatOpen(t *testing.T) {
	in := healthy(t)
	client := http.Client{Timeout: commandTimeout}
	for _, url := range regexp.MustCompile(`http://\S+`).FindAllString(in.up.stdout, -1) {
		response, err := client.Get(url)
		if err != nil {
			t.Error(err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %s", url, response.Status)
		}
	}
}

func TestUpProceedsWhenPortsFree(t *testing.T) {
	in := healthy(t)
	t.Run("its own containers do not conflict", func(t *testing.T) {
		before := in.compose(t, "ps", "-aq")
		r := in.run(t, "sandbox:up")
		r.exits(t, 0)
		r.shows(t, "Startability Gate: PASSED", "Instance ready")
		if after := in.compose(t, "ps", "-aq"); after != before {
			t.Errorf("containers were replaced:\n%s%s", before, after)
		}
	})
	t.Run("a listener on another address does not conflict", func(t *testing.T) {
		free := newInstance(t)
		free.only(t, "jaeger")
		free.set(t, "SANDBOX_BIND", "127.0.0.2")
		listen(t, free.port(t, "KTRDR_JAEGER_UI_PORT"))
		free.run(t, "sandbox:up").exits(t, 0)
	})
}

func TestUpDetectsPortConflict(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		variables map[string]string // by the service that the error names
	}{
		{"one port", map[string]string{"backend": "KTRDR_API_PORT"}},
		{"two ports", map[string]string{"db": "KTRDR_DB_PORT", "jaeger": "KTRDR_JAEGER_OTLP_HTTP_PORT"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newBareInstance(t)
			for _, variable := range test.variables {
				listen(t, in.port(t, variable))
			}
			r := in.run(t, "sandbox:up")
			r.exits(t, 3)
			for service, variable := range test.variables {
				r.namesHolder(t, in.port(t, variable), service)
			}
			in.holdsNothing(t)
		})
	}
}

// namesHolder fails the test unless the line on a taken port names its holder, this
// process, or, on a system that hides it, the command that shows it.
func (r result) namesHolder(t *testing.T, port int, service string) {
	t.Helper()
	line := fmt.Sprintf(`(?m)^  127\.0\.0\.1:%d \(%s\) is held by .*(\(pid %d\)|\b(ss|lsof|netstat) .*%d)`, port, service, os.Getpid(), port)
	if !regexp.MustCompile(line).MatchString(r.stderr) {
		t.Errorf("no line says who holds port %d of %s\n%s", port, service, r)
	}
}

func TestUpNamesInstanceThatHoldsPort(t *testing.T) {
	holder, in := healthy(t), newBareInstance(t)
	in.set(t, "KTRDR_DB_PORT", strconv.Itoa(holder.port(t, "KTRDR_DB_PORT")))
	r := in.run(t, "sandbox:up")
	r.exits(t, 3)
	r.complains(t, fmt.Sprintf("127.0.0.1:%d (db) is held by instance %s in %s", holder.port(t, "KTRDR_DB_PORT"), holder.id, holder.dir))
	in.holdsNothing(t)
}

func TestUpDetectsPortConflictOfOverride(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	port := listen(t, 0).Addr().(*net.TCPAddr).Port
	in.write(t, overrideFile, fmt.Sprintf(`
services:
  extra:
    image: %s
    ports: ["127.0.0.1:%d:80"]
`, in.variables(t)["KTRDR_BACKEND_IMAGE"], port))
	r := in.run(t, "sandbox:up")
	r.exits(t, 3)
	r.namesHolder(t, port, "extra")
	in.holdsNothing(t)
}

// The port is free when up checks it, and taken before Compose binds it: a docker
// script in the PATH waits in between.
func TestUpReportsPortLostToAnotherWhileStarting(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	bin := t.TempDir()
	waiting, goOn := filepath.Join(bin, "waiting"), filepath.Join(bin, "go-on")
	writeScript(t, filepath.Join(bin, "docker"), fmt.Sprintf(`
if [ "$1 $2" = "compose up" ]; then
	touch %q
	for i in $(seq 3000); do [ -e %q ] && break; sleep 0.1; done
fi
exec %q "$@"
`, waiting, goOn, realDocker(t)))

	ended := make(chan result, 1)
	go func() {
		r, err := in.exporting("PATH="+bin+":"+os.Getenv("PATH")).execute("sandbox:up", "-timeout=60")
		if err != nil {
			t.Error(err)
		}
		ended <- r
	}()
	eventually(t, "sandbox:up calls docker compose up", func() bool {
		_, err := os.Stat(waiting)
		return err == nil
	})
	listen(t, in.port(t, "KTRDR_PROMETHEUS_PORT"))
	if err := os.WriteFile(goOn, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := <-ended
	r.exits(t, 3)
	r.namesHolder(t, in.port(t, "KTRDR_PROMETHEUS_PORT"), "prometheus")
}

func TestConcurrentUpsBothPass(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			r, err := in.execute("sandbox:up")
			if err != nil || r.code != 0 {
				t.Errorf("%v\n%s", err, r)
			}
		})
	}
	both.Wait()
}

func TestUpExitsOnGateFailure(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.run(t, "sandbox:up").exits(t, 0)
	t.Run("of a backend that ends at once", func(t *testing.T) {
		in.set(t, "KTRDR_BACKEND_COMMAND", "no-such-command")
		r := in.run(t, "sandbox:up", "-timeout=60")
		r.exits(t, 2)
		r.keepsQuiet(t, "not ready after 1m")
		r.shows(t, "Startability Gate: FAILED", "✓ Database ready", "✗ Backend health check failed", "backend | ",
			"→ try: mage sandbox:logs -service=backend", "Workers", "✓ Observability ready")
		if strings.Contains(r.stdout, "✗ Workers") { // the workers of the first start had answered once more
			r.shows(t, "✗ Workers not registered", "→ a consequence of Backend")
		} else {
			r.shows(t, "○ Workers skipped (backend not ready)", "→ expected 4 workers, not checked")
		}
		in.container(t, "backend") // kept as evidence
	})
	t.Run("and passes after the repair", func(t *testing.T) {
		in.write(t, envFile, in.file)
		r := in.run(t, "sandbox:up")
		r.exits(t, 0)
		r.shows(t, "Startability Gate: PASSED")
	})
	t.Run("of a backend that Compose cannot start", func(t *testing.T) {
		in.write(t, overrideFile, `services: {backend: {entrypoint: ["/no-such-program"]}}`)
		r := in.run(t, "sandbox:up", "-timeout=60")
		r.exits(t, 2)
		r.shows(t, "Startability Gate: FAILED")
		r.tells(t, "backend", "/no-such-program")
		r.keepsQuiet(t, "✓ Backend")
	})
	t.Run("and passes after that repair too", func(t *testing.T) {
		in.write(t, overrideFile, "services: {}\n")
		r := in.run(t, "sandbox:up")
		r.exits(t, 0)
		r.shows(t, "Startability Gate: PASSED")
	})
}

func TestUpRefusesMissingImage(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.set(t, "KTRDR_JAEGER_IMAGE", "localhost/e2e-no-such-image:1")
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, "localhost/e2e-no-such-image:1", "jaeger", "bring the image with docker load")
	in.holdsNothing(t)
}

// holdsNothing fails the test if the engine has any object of the instance.
func (in *instance) holdsNothing(t *testing.T) {
	t.Helper()
	left, err := leftovers(in.id)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("the engine holds %q of %s, want nothing", left, in.id)
	}
}

// hasGrafana reports whether Grafana is in the stack. Its image is not available on
// every machine.
func (in *instance) hasGrafana(t *testing.T) bool {
	profiles, set := in.variables(t)["COMPOSE_PROFILES"]
	return !set || strings.Contains(profiles, "grafana")
}

func realDocker(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("docker")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// writeScript writes an executable shell script.
func writeScript(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
}
