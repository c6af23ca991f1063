package derived

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

const cachedProject = `
name: shop
services:
  db:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: of-db}
    ports: [{target: 5432, published: "5432"}]
  web:
    image: shop
    environment: {API_KEY: of-web}
    command: [serve, --token, of-command]
    build: {context: ., args: {TOKEN: of-build}}
    healthcheck: {test: [CMD, curl, "http://localhost:8000/healthz"]}
    ports: [{target: 8000, published: "8000"}]
    x-sandbox: {label: Shop}
  worker:
    image: shop
    healthcheck: {test: [CMD, check, of-healthcheck]}
volumes: {data: {name: shop_data}}
`

func parsed(t *testing.T) Resolved {
	t.Helper()
	project, err := composefile.Parse([]byte(cachedProject))
	if err != nil {
		t.Fatal(err)
	}
	return Resolved{Project: project, Variables: map[string]string{"web/8000/tcp": "WEB_PORT"}, All: project.Names()}
}

func TestTheCacheHoldsOnlySecretsThatTheFilesHold(t *testing.T) {
	dir := t.TempDir()
	keep(dir, "key", parsed(t), func(value string) bool { return value == "of-db" })
	text, err := os.ReadFile(cachePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"of-web", "of-command", "of-build", "of-healthcheck"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the cache holds %s", secret)
		}
	}
	if info, err := os.Stat(cachePath(dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
}

func TestAProjectWithASecretOfTheShellIsNotCached(t *testing.T) {
	dir := t.TempDir()
	keep(dir, "key", parsed(t), func(string) bool { return false })
	if _, err := os.Stat(cachePath(dir)); err == nil {
		t.Error("it is cached")
	}
}

func TestAProjectWithAHeaderOfTheShellIsNotCached(t *testing.T) {
	dir, r := t.TempDir(), parsed(t)
	var extension yaml.Node
	if err := yaml.Unmarshal([]byte("{ready: GET /, headers: {X-Key: of-header}}"), &extension); err != nil {
		t.Fatal(err)
	}
	web := r.Project.Services["web"]
	web.Extensions = composefile.Extensions{"x-sandbox": *extension.Content[0]}
	r.Project.Services["web"] = web
	keep(dir, "key", r, func(value string) bool { return value != "of-header" })
	if _, err := os.Stat(cachePath(dir)); err == nil {
		t.Error("it is cached")
	}
}

func TestTheCachedProjectGivesTheSameStack(t *testing.T) {
	dir, before := t.TempDir(), parsed(t)
	keep(dir, "key", before, func(string) bool { return true })
	if _, found := recall(dir, "another key"); found {
		t.Error("another key finds it")
	}
	after, found := recall(dir, "key")
	if !found {
		t.Fatal("it is not found")
	}
	want, err := derive.Stack(before.Project, before.Variables)
	got, err2 := derive.Stack(after.Project, after.Variables)
	if err != nil || err2 != nil || len(got.Services) != len(want.Services) || len(got.Ports) != len(want.Ports) {
		t.Fatalf("got %+v, want %+v; %v, %v", got, want, err, err2)
	}
	for i, service := range want.Services {
		if got.Services[i].Asked.How != service.Asked.How || got.Stack.Services[i].Label != want.Stack.Services[i].Label {
			t.Errorf("%s: got %+v, want %+v", service.Name, got.Services[i].Asked, service.Asked)
		}
	}
	for i, port := range want.Ports {
		if got.Ports[i] != port {
			t.Errorf("got %+v, want %+v", got.Ports[i], port)
		}
	}
}
