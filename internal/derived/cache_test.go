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

func parsed(t *testing.T) Resolved { return parse(t, cachedProject) }

func parse(t *testing.T, text string) Resolved {
	t.Helper()
	project, err := composefile.Parse([]byte(text))
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

func TestAProjectWithoutAKeyIsTheLastKnownAndIsResolvedAnew(t *testing.T) {
	dir, r := t.TempDir(), parsed(t)
	onDisk := func(string) bool { return true }
	keep(dir, "key", r, onDisk)
	r.Project.Name = "renamed"
	keep(dir, "", r, onDisk)
	if was, found := lastCached(dir); !found || was.Resolved.Project.Name != "renamed" {
		t.Errorf("the last known project is %q", was.Resolved.Project.Name)
	}
	for _, key := range []string{"", "key"} {
		if _, found := recall(dir, key); found {
			t.Errorf("it is recalled by %q", key)
		}
	}
	keep(dir, "", r, func(string) bool { return false })
	if _, found := lastCached(dir); found {
		t.Error("it is still known when its successor must not be written")
	}
}

// Each of these services has the image of a known server, and is not asked as one.
const uncommonServers = `
name: shop
services:
  cache: {image: "redis:7", entrypoint: [/start.sh], ports: [{target: 6379, published: "6379"}]}
  configured: {image: "redis:7", command: [redis-server, /etc/redis.conf], ports: [{target: 6379, published: "6380"}]}
  member: {image: "mongo:7", command: [--replSet, rs0], ports: [{target: 27017, published: "27017"}]}
  search: {image: "elasticsearch:7.17.0", environment: {xpack.security.enabled: "true"}, ports: [{target: 9200, published: "9200"}]}
  events: {image: "apache/kafka:4", environment: {KAFKA_LISTENERS: "SSL://:9093"}, ports: [{target: 9092, published: "9092"}]}
  queue: {image: "rabbitmq:4", environment: {RABBITMQ_CONFIG_FILE: /etc/own.conf}, ports: [{target: 5672, published: "5672"}]}
`

func TestTheCachedProjectGivesTheSameStack(t *testing.T) {
	for name, text := range map[string]string{"a shop": cachedProject, "uncommon servers": uncommonServers} {
		t.Run(name, func(t *testing.T) { givesTheSameStack(t, parse(t, text)) })
	}
}

func givesTheSameStack(t *testing.T, before Resolved) {
	t.Helper()
	dir := t.TempDir()
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
		if got.Services[i].Asked.How != service.Asked.How || got.Services[i].Asked.Why != service.Asked.Why || got.Stack.Services[i].Label != want.Stack.Services[i].Label {
			t.Errorf("%s: got %+v, want %+v", service.Name, got.Services[i].Asked, service.Asked)
		}
	}
	for i, port := range want.Ports {
		if got.Ports[i] != port {
			t.Errorf("got %+v, want %+v", got.Ports[i], port)
		}
	}
}

func TestAProjectWithASecretInAHookIsNotCached(t *testing.T) {
	const file = cachedProject + "x-sandbox: {after-up: [[sh, -c, 'log in -p of-hook $USER']]}\nx-others: {token: of-others}\n"
	for name, test := range map[string]struct {
		onDisk string
		cached bool
	}{
		"the shell's":           {cachedProject + "x-sandbox: {after-up: [[sh, -c, 'log in -p ${PASSWORD} $$USER']]}", false},
		"written in the script": {file, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			keep(dir, "key", parse(t, file), func(value string) bool { return strings.Contains(test.onDisk, value) })
			text, err := os.ReadFile(cachePath(dir))
			if cached := err == nil; cached != test.cached || strings.Contains(string(text), "of-others") {
				t.Errorf("cached: %t\n%s", cached, text)
			}
		})
	}
}
