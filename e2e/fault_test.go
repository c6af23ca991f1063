//go:build e2e && unix

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// fault is a reason why a stack is not ready, and the expected report.
type fault struct {
	name    string
	kind    string // of the project, as in projects; "" for the default stack
	stack   services
	whole   bool                        // the stack also has the services that stack does not name
	spoil   func(*testing.T, *instance) // runs before the command, if set
	args    string                      // the command; if empty, sandbox:up with more time than it needs
	code    int                         // expected exit code; 0 means 2, and any other code means that nothing is started
	check   string                      // line of the check that has the cause; "" if no check has it
	cause   diagnose.Cause              // as in the cure and in report.txt
	service string                      // the service at fault
	says    []string                    // lines of the report, in order; variables of .env.sandbox are expanded
	silent  []string
	secret  string // text that must be neither shown nor kept
	// mend carries out a cure that is an action in words. If it is nil, the services
	// get definitions that are in order.
	mend func(*testing.T, *instance)
	// meanwhile runs while a command of the cure does.
	meanwhile func(*testing.T, *instance)
	cure      string // its beginning, if the cause has another one otherwise
}

// services maps the services of a stack to additions to their definitions.
type services map[string]string

// faulty returns the definition of a service that fails in one of the modes of
// testdata/faults.
func faulty(mode string, lines ...string) string {
	lines = append(lines, "image: $FAULTS_IMAGE", "command: "+mode)
	return strings.Join(lines, ", ")
}

// inject causes the fault on an engine, checks the report, carries out its cure, and
// wants the next start to pass.
func (f fault) inject(t *testing.T) {
	in := f.prepare(t)
	if f.spoil != nil {
		f.spoil(t, in)
	}
	r, verdict := in.timed(t, strings.Fields(or(f.args, "sandbox:up -timeout=60"))...)
	r.isBounded(t)
	r.keepsQuiet(t, append(f.silent, "PASSED", "not ready after 1m")...) // no wait once the cause is known
	says := make([]string, len(f.says))
	for i, text := range f.says {
		says[i] = os.Expand(text, func(name string) string { return in.variables(t)[name] })
	}
	cures := printedCure.FindAllStringSubmatch(r.stdout+r.stderr, -1)
	if len(cures) != 1 {
		t.Fatalf("the report of one fault has %d cures\n%s", len(cures), r)
	}
	defer func() {
		if !t.Failed() {
			f.measure(t, in, cures[0][1], verdict)
			f.carryOut(t, in, cures[0][1])
		}
	}()
	if f.code != 0 {
		r.exits(t, f.code)
		r.complains(t, append(says, "\ntry: "+or(f.cure, cure(f.cause, f.service)))...)
		in.holdsNothing(t)
		return
	}
	r.exits(t, 2)
	r.shows(t, append([]string{"Startability Gate: FAILED", f.check}, says...)...)
	r.shows(t, f.check, "try: "+or(f.cure, cure(f.cause, f.service)))
	in.keepsEvidence(t, r, ": "+string(f.cause)+" "+f.service+"\n")
	if f.secret != "" {
		r.keepsQuiet(t, f.secret)
		in.hides(t, f.secret)
	}
}

// prepare returns an instance of the fault's stack, not started yet.
func (f fault) prepare(t *testing.T) *instance {
	t.Helper()
	if f.kind != "" {
		return f.prepareProject(t)
	}
	in := newInstance(t)
	image, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	in.set(t, "FAULTS_IMAGE", image)
	in.set(t, "COMPOSE_PROFILES", "")
	in.file = in.read(t)
	in.write(t, overrideFile, f.override())
	return in
}

// override returns the override file for the default stack.
func (f fault) override() string {
	var text strings.Builder
	text.WriteString("services:\n")
	if f.kind != "" {
		for name, lines := range f.stack {
			fmt.Fprintf(&text, "  %s: {%s}\n", name, strings.TrimPrefix(lines, "{}"))
		}
		return text.String()
	}
	for name, lines := range f.stack {
		lines = strings.TrimPrefix(lines, "{}")
		if _, hasDatabase := f.stack["db"]; !hasDatabase && !f.whole && !strings.Contains(lines, "depends_on:") {
			lines = strings.TrimPrefix(lines+", depends_on: !reset []", ", ")
		}
		fmt.Fprintf(&text, "  %s: {%s}\n", name, lines)
	}
	for _, s := range ktrdr.Default().Services {
		if _, named := f.stack[s.Name]; !named && !f.whole {
			fmt.Fprintf(&text, "  %s: {profiles: [left-out]}\n", s.Name)
		}
	}
	return text.String()
}

// cure returns the hint for a cause. It knows causes whose hint names nothing but a
// service.
func cure(cause diagnose.Cause, service string) string {
	for _, e := range diagnose.Causes() {
		if e.Cause == cause {
			named := strings.ReplaceAll(e.Cure, "SERVICE", service)
			return regexp.MustCompile(` (CONTAINER|ADDRESS|HOLDER|REGISTRY|NAME).*`).ReplaceAllString(named, "")
		}
	}
	return string(cause)
}

// isBounded fails the test if the output is longer than a person can read, whatever
// containers and services print.
func (r result) isBounded(t *testing.T) {
	t.Helper()
	if lines := strings.Count(r.stdout, "\n"); lines > 40 {
		t.Errorf("the report has %d lines, want 40 at most\n%s", lines, r)
	}
	for line := range strings.Lines(r.stdout + r.stderr) {
		if length := utf8.RuneCountInString(line); length > 500 {
			t.Errorf("a line has %d characters: %.500q", length, line)
		}
		if !utf8.ValidString(line) || regexp.MustCompile(`[\p{Cc}]`).MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("a line has control characters or is not text: %.500q", line)
		}
	}
}

// keepsEvidence fails the test unless the failure left a folder whose report has
// the texts, and no secret.
func (in *instance) keepsEvidence(t *testing.T, r result, texts ...string) {
	t.Helper()
	match := regexp.MustCompile(`evidence: (.+)`).FindStringSubmatch(r.stderr)
	if match == nil {
		t.Errorf("stderr does not say where the evidence is\n%s", r)
		return
	}
	folder := match[1]
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(in.dir, folder)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of the evidence: %v, %v", info, err)
	}
	for _, name := range []string{"report.txt", "containers.json", "logs.txt", "events.jsonl", "compose.json"} {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && (name != "containers.json" || in.compose(t, "ps", "-aq") != "") {
			t.Error(err)
		}
		if password := in.variables(t)["KTRDR_DB_PASSWORD"]; password != "" && strings.Contains(string(content), password) {
			t.Errorf("%s holds the database's password", name)
		}
		for _, text := range texts {
			if name == "report.txt" && !strings.Contains(string(content), text) {
				t.Errorf("%s lacks %q:\n%s", name, text, content)
			}
		}
		if len(content) > 17<<20 {
			t.Errorf("%s has %d bytes", name, len(content))
		}
	}
}

// hides fails the test if a file in the state folder contains the secret.
func (in *instance) hides(t *testing.T, secret string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(in.dir, ".sandbox"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), secret) {
			t.Errorf("%s contains %s", path, secret)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNewestEvidenceIsKept(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	created(t, in)
	var told []string
	for range 7 {
		r := in.run(t, "sandbox:gate")
		r.exits(t, 2)
		in.keepsEvidence(t, r)
		told = append(told, filepath.Base(regexp.MustCompile(`evidence: (.+)`).FindStringSubmatch(r.stderr)[1]))
	}
	kept, err := filepath.Glob(filepath.Join(in.dir, ".sandbox/failure-*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range kept {
		kept[i] = filepath.Base(path)
	}
	if slices.Sort(kept); !slices.Equal(kept, told[2:]) {
		t.Errorf("of %q, %q are kept, want the newest five", told, kept)
	}
}

// then returns a function that runs the steps in order.
func then(steps ...func(*testing.T, *instance)) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		for _, step := range steps {
			step(t, in)
		}
	}
}

func started(t *testing.T, in *instance) { in.run(t, "sandbox:up").exits(t, 0) }

func launched(t *testing.T, in *instance) { in.run(t, "sandbox:up", "-nowait").exits(t, 0) }

// created has Compose make the containers, without the key. It removes them at the end:
// sandbox:down keeps them.
func created(t *testing.T, in *instance) {
	in.compose(t, "create")
	t.Cleanup(func() {
		if err := removeLeftovers(in.id); err != nil {
			t.Error(err)
		}
	})
}

// to returns a step that runs a docker command on a service's container.
func to(command, service string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		mustDocker(t, append(strings.Fields(command), in.container(t, service))...)
	}
}

// becomes returns a step that waits until a service's container has a health
// status.
func becomes(health, service string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		container := in.container(t, service)
		eventually(t, service+" is "+health, func() bool {
			return strings.TrimSpace(mustDocker(t, "inspect", "--format", "{{.State.Health.Status}}", container)) == health
		})
	}
}

// answers waits until the backend answers on its published port, so that a gate
// with a short timeout gets an answer on a busy machine too.
func answers(t *testing.T, in *instance) {
	eventually(t, "the backend answers", func() bool {
		conn, err := net.DialTimeout("tcp", in.address(t, "KTRDR_API_PORT"), 5*time.Second)
		if err != nil {
			return false
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		_, _ = io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n")
		n, _ := conn.Read(make([]byte, 1))
		return n == 1
	})
}

// databaseSays returns a step that waits until the database answers with an
// SQLSTATE.
func databaseSays(code string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		eventually(t, "the database says "+code, func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			answer, ok := errors.AsType[*postgres.ServerError](in.database(t).Probe(ctx))
			return ok && answer.Code == code
		})
	}
}

// ends returns a step that waits until a service's container has ended and is not
// restarting.
func ends(service string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) { mustDocker(t, "wait", in.container(t, service)) }
}

// processAnswers makes this process answer on the backend's port.
func processAnswers(t *testing.T, in *instance) {
	listener := listen(t, in.port(t, "KTRDR_API_PORT"))
	in.stop = func() { listener.Close() }
	go http.Serve(listener, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
}

// containerAnswers makes a container of another project answer on the backend's
// port.
func containerAnswers(t *testing.T, in *instance) {
	name := instanceID(suite.count.Add(1)) + "-stranger"
	in.stop = func() { mustDocker(t, "stop", "-t", "0", name) }
	t.Cleanup(func() { mustDocker(t, "rm", "-f", name) })
	mustDocker(t, "run", "-d", "--name", name, "--label", "com.docker.compose.project="+strings.TrimSuffix(name, "-stranger"),
		"-p", fmt.Sprintf("127.0.0.1:%d:8000", in.port(t, "KTRDR_API_PORT")), in.variables(t)["FAULTS_IMAGE"], "serve")
}

// instanceAnswers makes another instance answer on the backend's port.
func instanceAnswers(t *testing.T, in *instance) {
	holder := fault{stack: services{"backend": faulty("serve")}}.prepare(t)
	started(t, holder)
	in.set(t, "KTRDR_API_PORT", strconv.Itoa(holder.port(t, "KTRDR_API_PORT")))
	in.stop = func() { holder.run(t, "sandbox:down").exits(t, 0) }
}

// sql returns a step that executes a statement in the database.
func sql(statement string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		mustDocker(t, "exec", in.container(t, "db"), "psql", "-U", in.variables(t)["KTRDR_DB_USER"], "-d", "postgres", "-c", statement)
	}
}

// recovering makes the database a standby of a server that does not exist.
func recovering(t *testing.T, in *instance) {
	mustDocker(t, "exec", in.container(t, "db"), "sh", "-c", `touch "$PGDATA/standby.signal"`)
	to("stop", "db")(t, in)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
