package obstacles_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/report"
)

func parse(t *testing.T, text string) composefile.Project {
	t.Helper()
	project, err := composefile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestFindNamesEachObstacle(t *testing.T) {
	for name, test := range map[string]struct {
		text, want string
		status     report.FindingStatus
	}{
		"a port too high":       {"services: {web: {ports: [{target: 80, published: '70000'}]}}", "service web publishes port 70000", report.FindingProblem},
		"a port of two":         {"services: {web: {scale: 2, ports: [{target: 80, published: '8000'}]}}", "service web has 2 replicas, and publishes 8000 for its port 80", report.FindingProblem},
		"a range of too few":    {"services: {web: {scale: 3, ports: [{target: 80, published: 8000-8001}]}}", "service web has 3 replicas, and publishes 8000-8001", report.FindingProblem},
		"a missing secret file": {"services: {web: {secrets: [{source: pw}]}}\nsecrets: {pw: {file: /gone}}", "service web needs the secret pw, and its file /gone does not exist", report.FindingProblem},
		"a missing config file": {"services: {web: {configs: [{source: c}]}}\nconfigs: {c: {file: /gone}}", "service web needs the config c", report.FindingProblem},
		"the machine's network": {"services: {web: {network_mode: host}}", "service web uses the machine's own network", report.FindingWarning},
		"the engine's socket":   {"services: {web: {volumes: [{type: bind, source: /var/run/docker.sock, target: /x}]}}", "service web uses docker.sock", report.FindingWarning},
		"an external network":   {"services: {web: {}}\nnetworks: {n: {name: company, external: true}}", "network company is external", report.FindingWarning},
		"an external volume":    {"services: {web: {}}\nvolumes: {v: {name: dump, external: true}}", "volume dump is external", report.FindingWarning},
		"inactive profiles":     {"services: {}", "no service is started: db, web are in profiles", report.FindingProblem},
	} {
		found := obstacles.Find(parse(t, test.text), "/p", []string{"db", "web"}, func(string) bool { return false })
		if len(found) != 1 || !strings.Contains(found[0].Message, test.want) || found[0].Status != test.status || found[0].Cure == "" {
			t.Errorf("%s: got %+v", name, found)
		}
	}
}

func TestFindIsSilentAboutAGoodProject(t *testing.T) {
	project := parse(t, `
services:
  web: {ports: [{target: 80, published: "8000"}, {target: 81}, {target: 82, published: "0"}, {target: 83, published: 9000-9002}], secrets: [{source: pw}]}
  api: {scale: 3, ports: [{target: 82, published: "0"}, {target: 83, published: 9010-9012}]}
secrets: {pw: {file: /there}, unused: {file: /gone}}
volumes: {data: {name: x_data}}
`)
	if found := obstacles.Find(project, "/p", []string{"web"}, func(path string) bool { return path == "/there" }); len(found) > 0 {
		t.Errorf("got %+v", found)
	}
}

func TestWithoutAnActiveProfileTheTemplateOfAMissingEnvIsNamed(t *testing.T) {
	const profile = "put COMPOSE_PROFILES=NAME into .env.sandbox"
	for want, files := range map[string][]string{
		profile: {"/p/.env", "/p/.env.example"},
		"copy .env.example to .env, if it names profiles; otherwise " + profile: {"/p/.env.example"},
		"copy .env.sample to .env, if it names profiles; otherwise " + profile:  {"/p/.env.sample", "/.env.example"},
	} {
		isFile := func(path string) bool { return slices.Contains(files, filepath.ToSlash(path)) }
		found := obstacles.Find(parse(t, "services: {}"), "/p", []string{"web"}, isFile)
		if len(found) != 1 || found[0].Cure != want {
			t.Errorf("with %q: got %+v, want the cure %q", files, found, want)
		}
	}
}

func TestExternalObjects(t *testing.T) {
	networks, volumes := obstacles.External(parse(t, "networks: {n: {name: company, external: true}, own: {name: x_own}}\nvolumes: {v: {name: dump, external: true}}"))
	if !slices.Equal(networks, []string{"company"}) || !slices.Equal(volumes, []string{"dump"}) {
		t.Errorf("got %q, %q", networks, volumes)
	}
	if found := obstacles.Missing("network", networks); len(found) != 1 || found[0].Cure != "docker network create company" {
		t.Errorf("got %+v", found)
	}
}

func TestLocalhostOfAnotherInstanceIsNamedWithoutTheValue(t *testing.T) {
	project := parse(t, `
services:
  web:
    ports: [{target: 80, published: "8000"}]
    environment: {PUBLIC_URL: "http://user:secret@localhost:8000/", INNER: "http://localhost:1234", UNSET: null}
    build: {context: ., args: {API: "127.0.0.1:8000"}}
`)
	mentions := obstacles.Mentions(project)
	all := derive.Ports(project, nil)
	found := obstacles.Elsewhere(mentions, all, map[string]int{"SANDBOX_PORT_WEB_80": 8100})
	if len(found) != 2 || strings.Contains(found[0].Message+found[1].Message, "secret") {
		t.Fatalf("got %+v", found)
	}
	if want := "service web, environment PUBLIC_URL names localhost:8000, which is not this instance's: its service web has port 8100"; found[0].Message != want {
		t.Errorf("got %s, want %s", found[0].Message, want)
	}
	all = append(all, all[0]) // one variable sets the port for TCP and UDP
	all[1].Protocol = "udp"
	if found := obstacles.Elsewhere(mentions, all, map[string]int{"SANDBOX_PORT_WEB_80": 8100}); len(found) != 2 {
		t.Errorf("TCP and UDP: got %+v", found)
	}
	if found := obstacles.Elsewhere(mentions, all, map[string]int{"SANDBOX_PORT_WEB_80": 8000}); len(found) > 0 {
		t.Errorf("slot 0: got %+v", found)
	}
}

func TestAMissingEnvFileIsNamedWithItsOrigin(t *testing.T) {
	files := map[string]string{
		"/p/docker-compose.yml": "services: {db: {image: x}, web: {env_file: [{path: ./cfg/web.env}]}, api: {env_file: cfg/web.env}}",
		"/p/broken.yml":         "services: [",
	}
	found, is := obstacles.MissingEnvFile("env file /p/cfg/web.env not found: stat /p/cfg/web.env: no such file or directory", files)
	if want := "the file /p/cfg/web.env does not exist, which docker-compose.yml names as env_file of api, web"; !is || found.Message != want {
		t.Errorf("got %+v, want %s", found, want)
	}
	if found, is := obstacles.MissingEnvFile("env file /p/other.env not found: stat", files); !is || found.Message != "the file /p/other.env does not exist" {
		t.Errorf("got %+v", found)
	}
	if _, is := obstacles.MissingEnvFile("yaml: line 3", files); is {
		t.Error("another failure is taken for a missing file")
	}
}

func TestAMissingFileOfAnIncludeIsNamedWithItsOrigin(t *testing.T) {
	files := map[string]string{
		"/p/broken.yml":   "include: [",
		"/p/compose.yaml": "include: [{path: sub/compose.yaml, env_file: sub/vars.env}]\nservices: {web: {extends: {file: base.yaml, service: web}}}",
	}
	for output, want := range map[string]string{
		"stat /p/sub/vars.env: no such file or directory":     "the file /p/sub/vars.env does not exist, which compose.yaml names",
		"open /p/sub/compose.yaml: no such file or directory": "the file /p/sub/compose.yaml does not exist, which compose.yaml names",
		"open /p/base.yaml: no such file or directory":        "the file /p/base.yaml does not exist, which compose.yaml names",
		"open /root/.docker: no such file or directory":       "",
		"yaml: line 3": "",
	} {
		if found, is := obstacles.MissingFile(output, files); is != (want != "") || found.Message != want {
			t.Errorf("%s: got %+v, want %q", output, found, want)
		}
	}
}

func TestAMissingFileIsMadeFromItsTemplate(t *testing.T) {
	isFile := func(path string) bool { return path == "/p/db.env.example" || path == ".example" }
	for path, want := range map[string]string{"/p/db.env": "copy its template /p/db.env.example to /p/db.env", "/p/other": "", "": ""} {
		if got := obstacles.FromTemplate(path, isFile); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}
