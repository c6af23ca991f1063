//go:build unix

package sandbox

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// patient is a machine with an instance in the current directory, and all that
// a start needs.
type patient struct {
	*machine
	stack   stack.Stack
	answers []string // cases of the docker script, the first that fits counts
}

const password = "s3cret-s3cret"

func newPatient(t *testing.T) *patient {
	m := newMachine(t)
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, err := json.Marshal(map[string]any{"Name": name, "DockerRootDir": m.root, "MemTotal": 8 << 30})
	if err != nil {
		t.Fatal(err)
	}
	p := &patient{machine: m, stack: small()}
	p.stack.Services[0].Ports = []ports.Port{ports.Each("T_API_PORT", "api", freeBase(t))}
	p.stack.Variables = []stack.Variable{{Name: "T_PASSWORD"}}
	p.answers = []string{
		`version*Server*) echo '{"Version":"29.0.0","ApiVersion":"1.52","Os":"linux"}'`,
		`"compose version"*) echo v2.40.3`,
		`info*) echo '` + string(host) + `'`,
		`"network ls"*) echo bridge`,
		`"compose config"*) echo '{"services": {"api": {"image": "api:1", "ports": [{"host_ip": "127.0.0.1", "published": "` + strconv.Itoa(p.port(1)) + `"}]}, "db": {"image": "db:1"}}}'`,
	}
	m.claim("here", 1, "T_PASSWORD="+password, "CREATED_AT=2026-03-01T12:00:00Z")
	m.write(filepath.Join(m.dir("here"), "docker-compose.yml"), "services: {}\n")
	t.Chdir(m.dir("here"))
	p.chmod(0o600, ".env.sandbox")
	m.write(filepath.Join(m.root, "bin", "go"), "#!/bin/sh\necho go1.26.8\n")
	return p
}

// port returns the port that the patient's stack publishes in a slot.
func (p *patient) port(slot int) int { return p.stack.Scheme()[0].At(slot) }

// freeBase returns a port that is followed by three that nobody on this machine listens on.
func freeBase(t *testing.T) int {
	t.Helper()
	isFree := func(port int) bool {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return false
		}
		listener.Close()
		return true
	}
	for range 100 {
		// Tests that run at the same time rarely choose the same one, and the system chooses none below 32768.
		base := 20000 + 10*rand.IntN(1000)
		if isFree(base+1) && isFree(base+2) && isFree(base+3) {
			return base
		}
	}
	t.Fatal("no three ports in a row are free")
	return 0
}

func (p *patient) chmod(mode os.FileMode, path string) {
	p.t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		p.t.Fatal(err)
	}
}

// answer has docker run a shell's command where its arguments match a pattern.
func (p *patient) answer(pattern, command string) {
	p.answers = append([]string{pattern + ") " + command}, p.answers...)
}

// examine runs the use case, and wants a person to be shown the whole document.
func (p *patient) examine() (report.Doctor, error) {
	p.t.Helper()
	if p.answers != nil {
		p.docker("case \"$*\" in\n" + strings.Join(p.answers, "\n;;\n") + "\n;;\nesac")
	}
	document, err := Sandbox{Stack: p.stack}.Doctor(p.t.Context())
	text, err2 := json.Marshal(document)
	if err2 != nil {
		p.t.Fatal(err2)
	}
	schematest.Valid(p.t, "doctor", text)
	console.New(p.file("stdout"), p.file("stderr")).Doctor(document)
	shown := p.read("stdout")
	for _, f := range document.Findings {
		if !strings.Contains(shown, " "+f.Subject+": "+f.Message+"\n") || f.Cure != "" && !strings.Contains(shown, "    → "+f.Cure+"\n") {
			p.t.Errorf("not shown: %+v in\n%s", f, shown)
		}
	}
	if strings.Contains(string(text)+shown+fmt.Sprint(err), password) {
		p.t.Errorf("the password is shown:\n%s\n%s", text, shown)
	}
	return document, err
}

func subjects(findings []report.Finding, status report.FindingStatus) (all []string) {
	for _, f := range findings {
		if f.Status == status {
			all = append(all, f.Subject)
		}
	}
	return slices.Compact(all)
}

func TestDoctorFindsNothingAmissWhereAllIsWell(t *testing.T) {
	p := newPatient(t)
	d, err := p.examine()
	if err != nil {
		t.Error(err)
	}
	want := []string{
		"Go", "Mage", "Engine", "Compose", "Disk", "Memory", "Networks", "Home",
		"Instance", "Files", "Compose file", "Images", "Ports", "Volumes", "Claims",
	}
	if got := subjects(d.Findings, report.FindingOK); !slices.Equal(got, want) || len(d.Findings) != len(want) {
		t.Errorf("got %+v", d.Findings)
	}
	if left, err := filepath.Glob(".doctor-*"); err != nil || left != nil {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestDoctorOfTheProgramAsksForNeitherGoNorMage(t *testing.T) {
	p := newPatient(t)
	t.Cleanup(called.Use(called.Program))
	p.removeFromPath("go")
	d, err := p.examine()
	if err != nil {
		t.Error(err)
	}
	for _, finding := range d.Findings {
		if finding.Subject == "Go" || finding.Subject == "Mage" {
			t.Errorf("got %+v", finding)
		}
	}
}

// deadEngine is what docker says of an engine that does not answer.
const deadEngine = "echo 'Cannot connect to the Docker daemon. Is it running?' >&2; exit 1"

// ailments are the ways to spoil a patient, each with the finding that it leads to.
var ailments = map[string]struct {
	spoil   func(*patient)
	status  report.FindingStatus
	subject string
	says    string
	cure    string
}{
	"no docker": {func(p *patient) {
		p.answers = nil
		p.removeFromPath("docker")
	}, report.FindingProblem, "Engine", "there is no docker command here", docker.HowToInstall(runtime.GOOS)},
	"a dead engine": {func(p *patient) { p.answer("version*Server*", "echo null; "+deadEngine) }, report.FindingProblem, "Engine", "it does not answer: Cannot connect", "start the Docker engine"},
	"a dead engine that the shell knows better": {func(p *patient) {
		p.t.Setenv("DOCKER_HOST", "tcp://192.0.2.1:1")
		p.answer("version*Server*", deadEngine)
	}, report.FindingProblem, "Engine", "your shell sets DOCKER_HOST", "put the DOCKER_HOST of your shell into .env.sandbox"},
	"a dead engine of the file": {func(p *patient) {
		p.instance("here", 1, "DOCKER_HOST=unix:///nonexistent.sock")
		p.answer("version*Server*", deadEngine)
	}, report.FindingProblem, "Engine", "it does not answer: ", "start the engine, or correct DOCKER_HOST in .env.sandbox, which leads to it"},
	"no permission": {func(p *patient) {
		p.answer("version*Server*", "echo 'permission denied while trying to connect' >&2; exit 1")
	}, report.FindingProblem, "Engine", "this user may not talk to it", `sudo usermod -aG docker "$USER", then log in again`},
	"an unknown context": {func(p *patient) {
		p.instance("here", 1, "DOCKER_CONTEXT=nowhere")
		p.answer(`"context inspect"*`, "echo 'context not found' >&2; exit 1")
	}, report.FindingProblem, "Engine", `docker has no context "nowhere"`, "correct DOCKER_CONTEXT in .env.sandbox"},
	"an engine that answers nonsense": {func(p *patient) { p.answer("version*Server*", "echo hello") }, report.FindingProblem, "Engine", "docker version: ", "start the Docker engine"},
	"an old engine": {func(p *patient) {
		p.answer("version*Server*", `echo '{"Version":"19.03","ApiVersion":"1.40","Os":"linux"}'`)
	},
		report.FindingProblem, "Engine", "Docker 19.03 (API 1.40) is too old", "update the engine to Docker 20.10 or later"},
	"Windows containers": {func(p *patient) {
		p.answer("version*Server*", `echo '{"Version":"29.0","ApiVersion":"1.52","Os":"windows"}'`)
	}, report.FindingProblem, "Engine", "runs windows containers", "switch the engine to Linux containers"},
	"no Compose":     {func(p *patient) { p.answer("compose*", "echo 'unknown command' >&2; exit 1") }, report.FindingProblem, "Compose", "there is none: unknown command", docker.HowToInstallCompose(runtime.GOOS)},
	"an old Compose": {func(p *patient) { p.answer(`"compose version"*`, "echo 2.20.2") }, report.FindingProblem, "Compose", "2.20.2 is older than 2.24.7", docker.HowToInstallCompose(runtime.GOOS)},
	"no Go":          {func(p *patient) { p.removeFromPath("go") }, report.FindingProblem, "Go", "there is no go command", "install Go: https://go.dev/dl"},
	"an old Go": {func(p *patient) {
		p.write(filepath.Join(p.root, "bin", "go"), "#!/bin/sh\necho 'go: go.mod requires go >= 1.26' >&2; exit 1\n")
	}, report.FindingProblem, "Go", "go.mod requires go >= 1.26", "install the Go that go.mod asks for: https://go.dev/dl"},
	"an old mage": {func(p *patient) {
		p.write(filepath.Join(p.root, "bin", "mage"), "#!/bin/sh\necho 'Mage Build Tool v1.15.0'; echo 'Build Date: x'\n")
	}, report.FindingWarning, "Mage", "version 1.15.0", "go install github.com/magefile/mage@latest"},
	"little room":     {func(p *patient) { p.stack.Needs.Disk = 1 << 60 }, report.FindingWarning, "Disk", "one more stack takes about", "free space where docker system df shows it"},
	"little memory":   {func(p *patient) { p.stack.Needs.Memory = 1 << 60 }, report.FindingWarning, "Memory", "one more stack takes about", "stop a stack that is not needed: mage sandbox:list shows them"},
	"many networks":   {func(p *patient) { p.answer(`"network ls"*`, "seq 29") }, report.FindingWarning, "Networks", "29 of about 31", "docker network prune"},
	"a relative home": {func(p *patient) { p.t.Setenv("KTRDR_SANDBOX_HOME", "relative") }, report.FindingProblem, "Home", "must be an absolute path", "set SANDBOX_HOME to an absolute path"},
	"a home that is no folder": {func(p *patient) {
		p.t.Setenv("KTRDR_SANDBOX_HOME", filepath.Join(p.root, "containers"))
		p.write(filepath.Join(p.root, "containers"), "")
	}, report.FindingProblem, "Home", "not a directory", "make "},
	"an open home": {func(p *patient) { p.chmod(0o755, "../home") }, report.FindingWarning, "Home", "has mode 0755", "chmod 700 "},
	"an open file": {func(p *patient) { p.chmod(0o644, ".env.sandbox") }, report.FindingWarning, "Files", "has mode 0644", "chmod 600 .env.sandbox"},
	"a broken file": {func(p *patient) {
		p.write(".env.sandbox", "INSTANCE_ID=here\n"+password+"\n")
		p.chmod(0o600, ".env.sandbox")
	}, report.FindingProblem, "Instance", "line 2 is not of the form", "correct .env.sandbox"},
	"another's id": {func(p *patient) {
		p.claim("other", 2)
		p.write("../home/slot-2.1", strings.ReplaceAll(p.read("home/slot-2.1"), `"other"`, `"here"`))
		p.write("../other/.env.sandbox", "INSTANCE_ID=here\nSLOT_NUMBER=2\n")
	}, report.FindingProblem, "Instance", "the instance id here is in use by ", "delete .env.sandbox, then mage sandbox:init -name=ID"},
	"no Compose file":            {func(p *patient) { os.Remove("docker-compose.yml") }, report.FindingProblem, "Compose file", "there is no Compose file here", "change to the directory that has one"},
	"a bad one":                  {func(p *patient) { p.answer(`"compose config"*`, "echo 'yaml: line 3' >&2; exit 1") }, report.FindingProblem, "Compose file", "yaml: line 3", "correct the Compose file"},
	"images to pull":             {func(p *patient) { p.answer(`"image inspect"*db:1`, "exit 1") }, report.FindingWarning, "Images", "db:1 not pulled yet", "mage sandbox:up, which pulls them"},
	"a taken port":               {func(p *patient) { p.listen(p.port(1)) }, report.FindingProblem, "Ports", " (api) is held by sandbox.test (pid ", "stop the holder, or give this instance other ports in .env.sandbox"},
	"another machine's loopback": {func(p *patient) { p.instance("here", 1, "DOCKER_HOST=tcp://192.0.2.5:2376") }, report.FindingProblem, "Ports", "the ports of this instance are published on 192.0.2.5, but SANDBOX_BIND keeps them on its loopback", "put SANDBOX_BIND=0.0.0.0, or an address of that machine, into .env.sandbox"},
	"another machine's ports": {func(p *patient) {
		p.instance("here", 1, "DOCKER_HOST=tcp://192.0.2.5:2376", "SANDBOX_BIND=0.0.0.0")
		p.answer(`"ps -q --no-trunc"`, "echo c")
		p.answer(`"inspect --type container c"`, `echo '[{"Name": "/web", "NetworkSettings": {"Ports": {"80/tcp": [{"HostPort": "`+strconv.Itoa(p.port(1))+`"}]}}}]'`)
	}, report.FindingProblem, "Ports", "(api) is held by container web", "stop the holder, or give"},
	"older volumes": {func(p *patient) {
		p.append(filepath.Join(p.dir("here"), ".env.sandbox"), "SANDBOX_KEY="+testKey+"\n")
		p.answer(`"volume ls"*`, "echo here_db")
		p.answer(`"volume inspect"*`, `echo '[{"Name": "here_db", "CreatedAt": "2026-02-01T12:00:00Z", "Labels": {"sandbox.key": "`+testKey+`"}}]'`)
	}, report.FindingProblem, "Volumes", "volume here_db is of 2026-02-01T12:00:00Z, older than", "put the old .env.sandbox back"},
	"a stale claim": {func(p *patient) { p.claim("gone", 7); os.RemoveAll(p.dir("gone")) }, report.FindingWarning, "Claims", "1 of 2 stale: gone (slot 7): its directory is gone", "mage sandbox:prune"},
	"garbage":       {func(p *patient) { p.write("../home/slot-5.1", "\x00garbage") }, report.FindingWarning, "Claims", "the claim on slot 5 cannot be read", "mend or remove "},
	"an orphan": {func(p *patient) {
		p.runs("orphan", "api", "/no/such/directory", "running", "Up 3 minutes")
		p.answer(`"ps -a "*`, "cat "+shell.Quote(filepath.Join(p.root, "containers")))
	}, report.FindingWarning, "Orphans", "orphan: 1 container, 1 of them up, started from /no/such/directory", "mage sandbox:list shows what is known of it"},
}

func TestDoctorNamesWhatIsAmissAndItsCure(t *testing.T) {
	for name, test := range ailments {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t)
			test.spoil(p)
			d, err := p.examine()
			if got := ExitCode(err); got != map[report.FindingStatus]int{report.FindingWarning: 0, report.FindingProblem: 1}[test.status] {
				t.Errorf("exit %d: %v", got, err)
			}
			i := slices.IndexFunc(d.Findings, func(f report.Finding) bool { return f.Subject == test.subject && f.Status == test.status })
			if i < 0 {
				t.Fatalf("got %+v", d.Findings)
			}
			if f := d.Findings[i]; !strings.Contains(f.Message, test.says) || !strings.HasPrefix(f.Cure, test.cure) || strings.Contains(f.Message, "\n") {
				t.Errorf("got %+v", f)
			}
			for _, status := range []report.FindingStatus{report.FindingWarning, report.FindingProblem} {
				if others := slices.DeleteFunc(subjects(d.Findings, status), func(s string) bool { return s == test.subject }); len(others) > 0 {
					t.Errorf("also amiss: %q in %+v", others, d.Findings)
				}
			}
		})
	}
}

// removeFromPath leaves the other commands of the machine.
func (p *patient) removeFromPath(name string) {
	if err := os.Remove(filepath.Join(p.root, "bin", name)); err != nil && name != "docker" {
		p.t.Fatal(err)
	}
	p.t.Setenv("PATH", filepath.Join(p.root, "bin"))
}

func (p *patient) listen(port int) {
	p.t.Helper()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { listener.Close() })
}

func TestDoctorOutsideAnInstanceNamesAFreeSlot(t *testing.T) {
	p := newPatient(t)
	p.listen(p.port(2))
	t.Chdir(t.TempDir())
	d, err := p.examine()
	if err != nil {
		t.Error(err)
	}
	if got := subjects(d.Findings, report.FindingSkipped); !slices.Equal(got, []string{"Instance"}) {
		t.Errorf("skipped %q", got)
	}
	i := slices.IndexFunc(d.Findings, func(f report.Finding) bool { return f.Subject == "Ports" })
	if got := d.Findings[i].Message; !strings.HasPrefix(got, fmt.Sprintf("slot 3 is free; slot 2 is not: 127.0.0.1:%d (api) is held by ", p.port(2))) {
		t.Errorf("got %q", got)
	}
}

func TestDoctorComparesNoVolumesWithoutADate(t *testing.T) {
	p := newPatient(t)
	p.instance("here", 1)
	p.chmod(0o600, ".env.sandbox")
	if d, err := p.examine(); err != nil || !slices.Equal(subjects(d.Findings, report.FindingSkipped), []string{"Volumes"}) {
		t.Errorf("%v, got %+v", err, d.Findings)
	}
}

func TestDoctorKnowsWhatIsBuiltHere(t *testing.T) {
	p := newPatient(t)
	p.stack.Images = []stack.Image{{Variable: "T_IMAGE", Repository: "localhost/t"}}
	p.answer(`"image inspect"*localhost/t:here`, "exit 1")
	d, err := p.examine()
	i := slices.IndexFunc(d.Findings, func(f report.Finding) bool { return f.Subject == "Images" })
	if err != nil || d.Findings[i] != (report.Finding{Subject: "Images", Status: report.FindingOK, Message: "localhost/t:here not built yet; mage sandbox:up builds them"}) {
		t.Errorf("%v, got %+v", err, d.Findings[i])
	}
}

// A machine that the engine does not share with this program has a disk that
// nobody here can look at.
func TestDoctorOfAnEngineInAVirtualMachine(t *testing.T) {
	p := newPatient(t)
	p.stack.Needs = stack.Needs{Memory: 4 << 30, Disk: 1 << 60}
	p.answer("info*", `echo '{"Name": "docker-desktop", "DockerRootDir": "/var/lib/docker", "MemTotal": 2147483648, "DefaultAddressPools": [{"Base": "10.10.0.0/16", "Size": 24}]}'`)
	d, err := p.examine()
	if err != nil || !slices.Equal(subjects(d.Findings, report.FindingSkipped), []string{"Disk"}) || !slices.Equal(subjects(d.Findings, report.FindingWarning), []string{"Memory"}) {
		t.Errorf("%v, got %+v", err, d.Findings)
	}
	i := slices.IndexFunc(d.Findings, func(f report.Finding) bool { return f.Subject == "Networks" })
	if got := d.Findings[i].Message; got != "1 of about 256 that the engine has subnets for" {
		t.Errorf("got %q", got)
	}
}
