//go:build unix

package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// machine is a home for claims, directories for instances, and a docker that
// answers by script and counts its calls.
type machine struct {
	t           *testing.T
	root, calls string
	containers  []string // lines of docker ps
	told        strings.Builder
}

func newMachine(t *testing.T) *machine {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("KTRDR_SANDBOX_HOME", filepath.Join(root, "home"))
	t.Chdir(root)
	m := &machine{t: t, root: root, calls: filepath.Join(root, "calls")}
	m.docker("cat " + shell.Quote(filepath.Join(root, "containers")))
	return m
}

func (m *machine) docker(script string) {
	bin := filepath.Join(m.root, "bin")
	m.write(filepath.Join(bin, "docker"), "#!/bin/sh\necho \"$DOCKER_HOST\" >> "+shell.Quote(m.calls)+"\n"+script+"\n")
	m.t.Setenv("PATH", bin+":/usr/bin:/bin")
}

func (m *machine) write(path, text string) {
	m.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		m.t.Fatal(err)
	}
}

// testKey is the key of an instance.
const testKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// append adds text to a file.
func (m *machine) append(path, text string) {
	m.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		m.t.Fatal(err)
	}
	m.write(path, string(content)+text)
}

func (m *machine) dir(id string) string { return filepath.Join(m.root, id) }

// claim makes an instance with its claim, of two hours ago.
func (m *machine) claim(id string, slot int, more ...string) {
	m.t.Helper()
	m.instance(id, slot, more...)
	register, err := claims.Open("")
	if err != nil {
		m.t.Fatal(err)
	}
	in, err := instance.Load(m.dir(id), small().Scheme())
	if err != nil {
		m.t.Fatal(err)
	}
	claim := claims.Claim{Slot: slot, ID: id, Dir: in.Dir, Created: time.Now().Add(-2 * time.Hour).UTC().Truncate(time.Second), Engine: instance.EngineOf(in.Variables)}
	if err := register.Take(claim, nil); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) instance(id string, slot int, more ...string) {
	m.write(filepath.Join(m.dir(id), instance.File), fmt.Sprintf("INSTANCE_ID=%s\nSLOT_NUMBER=%d\n%s\n", id, slot, strings.Join(more, "\n")))
	m.write(filepath.Join(m.dir(id), ".git", "HEAD"), "ref: refs/heads/feature/"+id+"\n")
}

// runs has the engine hold a container of a project.
func (m *machine) runs(project, service, dir, state, status string) {
	line, err := json.Marshal([]string{project, service, "1", dir, "False", "", fmt.Sprintf("%xf", len(m.containers)+1), project + "-" + service + "-1", state, status, "2026-01-02 03:04:05 +0000 UTC"})
	if err != nil {
		m.t.Fatal(err)
	}
	m.containers = append(m.containers, string(line))
	m.write(filepath.Join(m.root, "containers"), strings.Join(m.containers, "\n")+"\n")
}

// sandbox returns the use cases of the small stack. Their steps go to m.told.
func (m *machine) sandbox() Sandbox {
	m.told.Reset()
	return Sandbox{Stack: small(), Progress: func(e report.Event) { m.told.WriteString(e.Text + "\n") }}
}

// list runs the use case, and shows its document to a person.
func (m *machine) list() (document report.List, shown, told string) {
	m.t.Helper()
	document, err := m.sandbox().List(m.t.Context(), ListOptions{})
	if err != nil {
		m.t.Fatal(err)
	}
	schematest.Valid(m.t, "list", encoded(m.t, document))
	console.New(m.file("stdout"), m.file("stderr")).List(document)
	return document, m.read("stdout"), m.read("stderr")
}

func (m *machine) file(name string) *os.File {
	file, err := os.Create(filepath.Join(m.root, name))
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { file.Close() })
	return file
}

// asked returns how often docker was called.
func (m *machine) asked() int { return strings.Count(m.read("calls"), "\n") }

func (m *machine) read(name string) string {
	text, err := os.ReadFile(filepath.Join(m.root, name))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

func TestListOfManyInstancesAsksTheEngineThreeTimesInAll(t *testing.T) {
	m := newMachine(t)
	for slot := 1; slot <= 40; slot++ {
		m.claim(fmt.Sprintf("i%d", slot), slot)
	}
	m.runs("i7", "api", m.dir("i7"), "running", "Up 3 minutes (healthy)")
	m.runs("i7", "watch", m.dir("i7"), "running", "Up 3 minutes")
	m.runs("i8", "api", m.dir("i8"), "running", "Up 3 minutes (unhealthy)")
	m.runs("i8", "w1", m.dir("i8"), "exited", "Exited (1) 3 minutes ago")
	m.list()
	if calls := m.asked(); calls != 1 { // docker ps
		t.Errorf("docker was called %d times, though nothing exited with 0", calls)
	}
	m.runs("i9", "api", m.dir("i9"), "exited", "Exited (0) 3 minutes ago")
	m.runs("i10", "api", m.dir("i10"), "exited", "Exited (0) 3 minutes ago")
	d, shown, _ := m.list()
	if calls := m.asked(); calls != 1+3 { // docker ps; docker inspect and docker events for all that exited with 0
		t.Errorf("docker was called %d times", calls)
	}
	if len(d.Instances) != 40 || len(d.Problems) != 0 || len(d.Orphans) != 0 {
		t.Fatalf("got %+v", d)
	}
	for slot, want := range map[int]string{6: "not_started 0/0/0", 7: "running 2/2/2", 8: "partial 0/1/2", 9: "stopped 0/0/1"} {
		in := d.Instances[slot-1]
		if got := fmt.Sprintf("%s %d/%d/%d", in.State, in.Healthy, in.Up, in.Total); got != want || in.Slot != slot {
			t.Errorf("slot %d: got %s, want %s", slot, got, want)
		}
	}
	seven := d.Instances[6]
	if seven.URL != "http://localhost:21007/docs" || seven.Branch != "feature/i7" || seven.Directory != m.dir("i7") || time.Since(seven.Created) < time.Hour {
		t.Errorf("got %+v", seven)
	}
	lines := strings.Split(shown, "\n")
	want := strings.Join([]string{"i7", "7", "running", "2/2 running, 1/1 healthy", "http://localhost:21007/docs", "feature/i7", "2h", m.dir("i7")}, " ")
	if got := strings.Join(strings.Fields(lines[7]), " "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestListShowsWhatIsLeftBehind(t *testing.T) {
	m := newMachine(t)
	m.claim("good", 1)
	m.claim("deleted", 2)
	m.claim("moved", 3)
	if err := os.RemoveAll(m.dir("deleted")); err != nil {
		t.Fatal(err)
	}
	m.instance("moved", 9)
	m.write(filepath.Join(m.root, "home", "slot-5.1"), "\x00garbage")
	m.instance("unclaimed", 6)
	m.runs("deleted", "api", m.dir("deleted"), "running", "Up 3 minutes")
	m.runs("unclaimed", "api", m.dir("unclaimed"), "running", "Up 3 minutes")
	m.runs("orphan", "api", "/no/such/directory", "running", "Up 3 minutes")
	m.runs("orphan", "w1", "/no/such/directory", "exited", "Exited (0) 1 second ago")
	m.runs("stranger", "nginx", "/no/such/directory/of/another/stack", "running", "Up 3 minutes")
	m.runs("good", "api", m.root, "running", "Up 3 minutes") // is another directory's
	d, shown, told := m.list()

	var got []string
	for _, in := range d.Instances {
		got = append(got, fmt.Sprintf("%s %d %s %t %q", in.Instance, in.Slot, in.State, in.Unclaimed, in.Stale))
	}
	want := []string{
		`good 1 not_started false ""`, `deleted 2 running false "its directory is gone"`,
		`moved 3 not_started false "its directory is in slot 9"`, `unclaimed 6 running true ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(d.Orphans) != 1 || d.Orphans[0] != (report.Orphan{Project: "orphan", Directory: "/no/such/directory", Containers: 2, Up: 1}) {
		t.Errorf("orphans %+v", d.Orphans)
	}
	for _, text := range []string{"deleted is stale: its directory is gone\n", "orphaned: orphan: 2 containers, 1 of them up, started from /no/such/directory, which is gone; no claim here records it, so nothing proves whose it is\n", "sandbox:prune"} {
		if !strings.Contains(shown, text) {
			t.Errorf("not shown: %s in\n%s", text, shown)
		}
	}
	if len(d.Problems) != 1 || !strings.Contains(told, "the claim on slot 5 cannot be read") {
		t.Errorf("problems %q, told %q", d.Problems, told)
	}
}

func TestListWorksWithoutAnEngine(t *testing.T) {
	m := newMachine(t)
	m.docker("echo 'Cannot connect to the Docker daemon' >&2; exit 1")
	m.claim("one", 1)
	m.claim("two", 2)
	d, shown, told := m.list()
	if d.Instances[0].State != "unknown" || d.Instances[1].State != "unknown" || len(d.Problems) != 1 {
		t.Errorf("got %+v", d)
	}
	if strings.Count(shown, "unknown") != 2 || strings.Count(told, "\n") != 1 || !strings.Contains(told, "the Docker engine does not answer") {
		t.Errorf("shown %s\ntold %s", shown, told)
	}
}

func TestListAsksEachEngine(t *testing.T) {
	m := newMachine(t)
	m.docker(`[ "$DOCKER_HOST" = tcp://192.0.2.1:1 ] && echo "no route" >&2 && exit 1; [ -z "$DOCKER_HOST" ] || cat ` + shell.Quote(filepath.Join(m.root, "containers")))
	m.claim("here", 1)
	m.claim("there", 2, "DOCKER_HOST=tcp://192.0.2.2:1")
	m.claim("away", 3, "DOCKER_HOST=tcp://192.0.2.1:1")
	m.runs("there", "api", m.dir("there"), "running", "Up 3 minutes")
	d, shown, told := m.list()
	for i, want := range []string{"not_started ", "running tcp://192.0.2.2:1", "unknown tcp://192.0.2.1:1"} {
		if got := d.Instances[i].State + " " + d.Instances[i].Engine; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if !strings.Contains(shown, "ENGINE") || !strings.Contains(told, "tcp://192.0.2.1:1 does not answer") || strings.Contains(told, "192.0.2.2") {
		t.Errorf("shown %s\ntold %s", shown, told)
	}
}

func TestListOfNothing(t *testing.T) {
	m := newMachine(t)
	m.write(filepath.Join(m.root, "containers"), "")
	d, shown, _ := m.list()
	if len(d.Instances) != 0 || !strings.Contains(shown, "There is no instance on this machine") {
		t.Errorf("got %+v, shown %s", d, shown)
	}
}

func TestListCountsNoFinishedJob(t *testing.T) {
	m := newMachine(t)
	m.claim("shop", 1)
	for service, status := range map[string]string{"api": "Up 3 minutes", "watch": "Up 3 minutes", "migrate": "Exited (0) 3 minutes ago"} {
		state, _, _ := strings.Cut(strings.Replace(strings.ToLower(status), "up", "running", 1), " ")
		m.runs("shop", service, m.dir("shop"), state, status)
	}
	d, _, _ := m.list()
	if in := d.Instances[0]; in.State != report.Running || in.Up != 2 || in.Healthy != 2 || in.Total != 2 {
		t.Errorf("got %+v", in)
	}
}

// docker ps tells the health of no container that has ended; status inspects it.
func TestListTakesNoServerForAJobBecauseItEnded(t *testing.T) {
	m := newMachine(t)
	m.docker(`case "$1" in ps) cat containers;; inspect) cat inspected;; events) cat events;; esac`)
	m.write("events", "")
	m.claim("shop", 1)
	m.runs("shop", "api", m.dir("shop"), "running", "Up 3 minutes")
	m.runs("shop", "server", m.dir("shop"), "exited", "Exited (0) 3 minutes ago")
	for what, test := range map[string]struct {
		health, event string
		want          report.Instance
	}{
		"a job":                                  {"", "", report.Instance{State: report.Running, Expected: 1}},
		"a server whose image has a healthcheck": {`,"Health":{"Status":"unhealthy"}`, "", report.Instance{State: report.Partial, Expected: 2}},
		"a server that was stopped":              {"", "stop", report.Instance{State: report.Partial, Expected: 2}},
	} {
		m.write("inspected", `{"Id":"2f","State":{"Status":"exited","ExitCode":0,"FinishedAt":"2026-01-02T03:04:05Z"`+test.health+"}}\n")
		m.write("events", `{"Action":"`+test.event+`","Actor":{"ID":"2f"}}`+"\n")
		d, _, _ := m.list()
		if in := d.Instances[0]; in.State != test.want.State || in.Up != 1 || in.Expected != test.want.Expected {
			t.Errorf("%s: got %+v", what, in)
		}
	}
}

func TestListShowsNoCopyAsAnInstance(t *testing.T) {
	m := newMachine(t)
	t.Chdir(m.mkdir("shop"))
	if _, err := m.sandbox().Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(m.dir("copy"), os.DirFS(m.dir("shop"))); err != nil {
		t.Fatal(err)
	}
	m.runs("shop", "api", m.dir("copy"), "running", "Up 3 minutes")
	t.Chdir(m.dir("copy"))
	d, _, told := m.list()
	if len(d.Instances) != 1 || d.Instances[0].Directory != m.dir("shop") || d.Instances[0].Up != 0 || !strings.Contains(told, "a copy of instance shop in "+m.dir("shop")) {
		t.Errorf("got %+v, told %s", d, told)
	}
}

func TestListShowsInstancesOfOtherStacksByTheirOwnPorts(t *testing.T) {
	m := newMachine(t)
	m.claim("shop", 1)
	in, err := instance.Load(m.dir("shop"), small().Scheme())
	if err != nil {
		t.Fatal(err)
	}
	register, err := claims.Open("")
	if err != nil {
		t.Fatal(err)
	}
	claim, err := register.Update(claims.Claim{Slot: 1, ID: "shop", Dir: in.Dir}, func(c *claims.Claim) { c.Ports = []int{9001, 9002} })
	if err != nil {
		t.Fatal(err)
	}
	d, shown, _ := m.list()
	if got := d.Instances[0]; got.URL != "" || !slices.Equal(got.Ports, claim.Ports) || !strings.Contains(shown, "localhost:9001, localhost:9002") {
		t.Errorf("got %+v\n%s", got, shown)
	}
	m.runs("mine", "api", m.dir("shop"), "running", "Up 3 minutes")
	d, shown, _ = m.list()
	want := report.Project{Project: "mine", Directory: m.dir("shop"), Instance: "shop", Containers: 1, Up: 1, Hint: "docker compose -p mine down"}
	if len(d.Projects) != 1 || d.Projects[0] != want || d.Instances[0].Up != 0 || !strings.Contains(shown, "`docker compose -p mine down` removes them") {
		t.Errorf("got %+v\n%s", d, shown)
	}
}
