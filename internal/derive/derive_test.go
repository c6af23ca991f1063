package derive_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The projects in testdata are what `docker compose config` printed of Compose
// files as people write them.
func projects(t testing.TB) map[string]composefile.Project {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d projects, %v", len(paths), err)
	}
	all := make(map[string]composefile.Project)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		project, err := composefile.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".yaml")] = project
	}
	return all
}

// variablesOf are the variables of a project that sets its own ports by them.
var variablesOf = map[string]map[string]string{"own-port-variables": {"api/8000/tcp": "API_PORT"}}

func TestStack(t *testing.T) {
	for name, project := range projects(t) {
		t.Run(name, func(t *testing.T) {
			derived, err := derive.Stack(project, variablesOf[name])
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", name+".golden"), describe(t, derived))
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
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

// describe lists what was derived, with the ports of slots 0 and 2.
func describe(t *testing.T, d derive.Derived) string {
	t.Helper()
	var text strings.Builder
	for _, s := range d.Services {
		fmt.Fprintf(&text, "%s: %s (%s)\n", s.Name, s.Asked.How, s.Asked.Why)
		if s.Asked.Port != nil {
			fmt.Fprintf(&text, "  asked on %s\n", s.Asked.Port.Key)
		}
	}
	for _, c := range d.Stack.Checks {
		fmt.Fprintf(&text, "check %s: %s; needs %v, uses %v\n", c.Name, c.Passed, c.Needs, c.Uses)
	}
	for _, l := range d.Stack.Links {
		fmt.Fprintf(&text, "link %s: %s%s\n", l.Label, l.Service, l.Path)
	}
	zero, two := assign(t, d.Ports, 0, nil), assign(t, d.Ports, 2, nil)
	for _, p := range d.Ports {
		fmt.Fprintf(&text, "port %s: %s is %d, and %d in slot 2; by the file: %v\n", p.Key, p.Variable, zero[p.Variable], two[p.Variable], p.OfFile)
	}
	return text.String()
}

func assign(t *testing.T, all []derive.Port, slot int, recorded map[string]int) map[string]int {
	t.Helper()
	numbers, err := derive.Assign(all, slot, recorded, func(int, bool) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return numbers
}

func TestStackIsStable(t *testing.T) {
	for name, project := range projects(t) {
		first, err := derive.Stack(project, nil)
		second, err2 := derive.Stack(project, nil)
		if err != nil || err2 != nil || describe(t, first) != describe(t, second) {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

func TestAddingAServiceMovesNoPort(t *testing.T) {
	for name, project := range projects(t) {
		before := derive.Ports(project, nil)
		recorded := assign(t, before, 3, nil)
		project.Services["aaa-added"] = composefile.Service{Image: "x", Ports: []composefile.Port{{Target: 80, Published: "8000"}, {Target: 81, Published: "80"}}}
		after := derive.Ports(project, nil)
		numbers := assign(t, after, 3, recorded)
		for _, port := range before {
			if numbers[port.Variable] != recorded[port.Variable] {
				t.Errorf("%s: %s moved from %d to %d", name, port.Key, recorded[port.Variable], numbers[port.Variable])
			}
		}
		distinct(t, name, after, numbers)
	}
}

// distinct wants no port to be given out twice.
func distinct(t *testing.T, name string, all []derive.Port, numbers map[string]int) {
	t.Helper()
	used := make(map[string]string)
	for _, port := range all {
		for number := numbers[port.Variable]; number < numbers[port.Variable]+port.Width; number++ {
			key := fmt.Sprint(number, port.Protocol)
			if other := used[key]; other != "" || number < 1 || number > 65535 {
				t.Errorf("%s: %s is given to %q and %q", name, key, other, port.Key)
			}
			used[key] = port.Key
		}
	}
}

func TestAssignSkipsTakenPorts(t *testing.T) {
	all := []derive.Port{{Key: "a/80/tcp", Variable: "A", Protocol: "tcp", First: 8000, Width: 1}, {Key: "b/80/udp", Variable: "B", Protocol: "udp", First: 9000, Width: 3}}
	taken := func(number int, udp bool) bool {
		return !udp && number == 8100 || udp && slices.Contains([]int{9102, 9104}, number)
	}
	numbers, err := derive.Assign(all, 1, nil, taken)
	if err != nil || numbers["A"] != 8101 || numbers["B"] != 9105 {
		t.Errorf("got %v, %v", numbers, err)
	}
}

func TestPortsOfOneVariableAreFreeInBothProtocols(t *testing.T) {
	all := []derive.Port{
		{Key: "dns/53/tcp", Variable: "DNS", Protocol: "tcp", First: 5300, Width: 1},
		{Key: "dns/53/udp", Variable: "DNS", Protocol: "udp", First: 5300, Width: 1},
	}
	taken := func(number int, udp bool) bool { return udp && number == 5400 || !udp && number == 5401 }
	numbers, err := derive.Assign(all, 1, nil, taken)
	if err != nil || numbers["DNS"] != 5402 {
		t.Errorf("got %v, %v", numbers, err)
	}
}

func TestAssignSaysWhichPortHasNone(t *testing.T) {
	all := []derive.Port{{Key: "a/80/tcp", Variable: "A", Protocol: "tcp", First: 8000, Width: 1}}
	numbers, err := derive.Assign(all, 1, nil, func(int, bool) bool { return true })
	if err == nil || !strings.Contains(err.Error(), "a/80/tcp") {
		t.Errorf("got %v, %v", numbers, err)
	}
}

func TestAPasswordInASecretFileIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pw.txt")
	if err := os.WriteFile(path, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	project := projects(t)["secrets-in-files"]
	if got := howOf(t, project, "db"); got == "Postgres login" {
		t.Error("a password is known whose file is not there")
	}
	project.Secrets["pw"] = composefile.External{File: path}
	if got := howOf(t, project, "db"); got != "Postgres login" {
		t.Errorf("db is asked by %s", got)
	}
}

func howOf(t *testing.T, project composefile.Project, service string) string {
	t.Helper()
	derived, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(derived.Services, func(s derive.Service) bool { return s.Name == service })
	return derived.Services[i].Asked.How
}

func TestMistakesInExtensionsAreAllNamed(t *testing.T) {
	project, err := composefile.Parse([]byte(`
services:
  a: {image: x, x-sandbox: {ready: "GET healthz"}}
  b: {image: x, x-sandbox: {redy: tcp}}
  c: {image: x, x-sandbox: {ready: maybe}}
  d: {image: x, x-sandbox: [tcp]}
  e: {image: x, x-sandbox: {worker: perhaps}}
  f: {image: x, x-sandbox: {ready: GET /, instance: X-Instance}}
  g: {image: x, x-sandbox: {ready: tcp, instance: header X-Instance}}
  i: {image: x, x-sandbox: {ready: "GET https://me:secret@shop.test/"}}
  j: {image: x, x-sandbox: {ready: "grpc one two"}}
  k: {image: x, x-sandbox: {ready: tcp, headers: {X-Key: k}}}
x-sandbox: {links: [{label: A, path: docs}], coppy: [.env]}
`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = derive.Stack(project, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`x-sandbox.coppy is unknown: the keys are links, copy, after-create, after-up, before-destroy, pass, hostnames`,
		`services.a.x-sandbox.ready is "GET healthz": behind GET stands a path that begins with a slash, or an address such as https://shop.test/health`,
		`services.b.x-sandbox.redy is unknown: the keys are ready, headers, label, worker, instance`,
		`services.c.x-sandbox.ready is "maybe": it must be GET /path, GET https://name/path, grpc, grpc SERVICE, tcp, healthy or none`,
		`services.d.x-sandbox must have keys: ready, headers, label, worker, instance`,
		`services.e.x-sandbox`,
		`services.f.x-sandbox.instance is "X-Instance": it must be header NAME or field NAME, beside a ready that is GET /path`,
		`services.g.x-sandbox.instance is "header X-Instance"`,
		`services.i.x-sandbox.ready`,
		`services.j.x-sandbox.ready is "grpc one two": it must be`,
		`services.k.x-sandbox.headers are sent with ready: GET or ready: grpc alone`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %s", err, want)
		}
	}
}

func TestVariablesThatSelectAProjectCannotBePassed(t *testing.T) {
	project, err := composefile.Parse([]byte("services: {a: {image: x}}\nx-sandbox: {pass: [TOKEN, COMPOSE_FILE]}"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = derive.Stack(project, nil)
	if want := `x-sandbox.pass: "COMPOSE_FILE" cannot be passed: name a variable that selects neither an engine nor a project`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestALinkToAnUnknownServiceIsAMistake(t *testing.T) {
	project, err := composefile.Parse([]byte("services: {a: {image: x}}\nx-sandbox: {links: [{service: a}, {service: z}]}"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = derive.Stack(project, nil)
	if want := `x-sandbox.links leads to service "z", which the Compose file does not have`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestManyServicesAreDerived(t *testing.T) {
	project := composefile.Project{Services: make(map[string]composefile.Service)}
	for i := range 500 {
		project.Services[fmt.Sprintf("s%03d", i)] = composefile.Service{Image: "x", Ports: []composefile.Port{{Target: 80, Published: fmt.Sprint(8000 + i)}}}
	}
	derived, err := derive.Stack(project, nil)
	if err != nil || len(derived.Stack.Checks) != 500 {
		t.Fatalf("%d checks, %v", len(derived.Stack.Checks), err)
	}
	distinct(t, "500 services", derived.Ports, assign(t, derived.Ports, 1, nil))
}

func FuzzStack(f *testing.F) {
	for name := range projects(f) {
		text, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, 1)
	}
	f.Fuzz(func(t *testing.T, text []byte, slot int) {
		project, err := composefile.Parse(text)
		if err != nil {
			return
		}
		derived, err := derive.Stack(project, nil)
		if err != nil || len(derived.Ports) > 1000 {
			return
		}
		slot = 1 + slot&0x1f
		numbers, err := derive.Assign(derived.Ports, slot, nil, func(int, bool) bool { return false })
		if err == nil {
			distinct(t, "fuzz", derived.Ports, numbers)
		}
	})
}
