package compose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

const sources = "services:\n  a:\n    image: ${IMAGE:-b}\n"

// cacheable is a project in a directory of its own, and where its services are
// kept.
func cacheable(t *testing.T) (Project, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "compose.yml", sources)
	t.Setenv("COMPOSE_FILE", "other.yml")
	p := NewProject("a", map[string]string{"COMPOSE_FILE": "compose.yml", "COMPOSE_PATH_SEPARATOR": ":", "PASSWORD": "secret"})
	path := filepath.Join(t.TempDir(), "services.json")
	key := p.SourceHash()
	if key == "" {
		t.Fatal("not sure of a file that draws on nothing")
	}
	config := Config{All: []string{"a"}, Project: composefile.Project{Services: map[string]composefile.Service{
		"a": {Image: "b", Build: &composefile.Build{Args: map[string]*string{"TOKEN": new("secret")}}, Environment: map[string]*string{"PASSWORD": new("secret")}},
	}}}
	if err := cache(path, key, config); err != nil {
		t.Fatal(err)
	}
	if config.Services["a"].Build.Args["TOKEN"] == nil {
		t.Error("keeping has changed what was found")
	}
	return p, path
}

func TestAnotherBuildReadsNothingThatThisOneKept(t *testing.T) {
	p, path := cacheable(t)
	if _, found := p.CachedConfig(path); !found {
		t.Error("this build does not read it")
	}
	this := build
	defer func() { build = this }()
	build = func() string { return "v9.9.9" }
	if _, found := p.CachedConfig(path); found {
		t.Error("another build reads it")
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheCacheHasTheServicesAndNoSecret(t *testing.T) {
	p, path := cacheable(t)
	t.Setenv("UNRELATED", "changes nothing")
	config, found := p.CachedConfig(path)
	if !found || config.Services["a"].Image != "b" || config.Services["a"].Build == nil {
		t.Errorf("got %+v, %v", config, found)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("kept %s, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}

func TestTheCacheIsNotUsedWhenAnythingChanges(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *Project, string){
		"the file": func(t *testing.T, _ *Project, _ string) { write(t, "compose.yml", sources+"  c: {image: d}\n") },
		"a file is added": func(t *testing.T, p *Project, _ string) {
			write(t, "more.yml", "")
			p.Env["COMPOSE_FILE"] = "compose.yml:more.yml"
		},
		"there is a .env":             func(t *testing.T, _ *Project, _ string) { write(t, ".env", "IMAGE=c\n") },
		"a variable of the instance":  func(_ *testing.T, p *Project, _ string) { p.Env["PASSWORD"] = "other" },
		"a variable that it names":    func(t *testing.T, _ *Project, _ string) { t.Setenv("IMAGE", "c") },
		"a variable meant for docker": func(t *testing.T, _ *Project, _ string) { t.Setenv("DOCKER_DEFAULT_PLATFORM", "linux/arm64") },
		"files of variables are set":  func(_ *testing.T, p *Project, _ string) { p.Env["COMPOSE_ENV_FILES"] = "a.env" },
		"the file is gone":            func(t *testing.T, _ *Project, _ string) { _ = os.Remove("compose.yml") },
		"what was kept is garbage":    func(t *testing.T, _ *Project, path string) { write(t, path, `{"key": `) },
		"nothing was kept":            func(t *testing.T, _ *Project, path string) { _ = os.Remove(path) },
	} {
		t.Run(name, func(t *testing.T) {
			p, path := cacheable(t)
			change(t, &p, path)
			if config, found := p.CachedConfig(path); found {
				t.Errorf("still found: %+v", config)
			}
		})
	}
}

func TestNothingIsCachedOfFilesThatDrawOnOthers(t *testing.T) {
	for name, text := range map[string]string{
		"include":              "include: [other.yml]\n",
		"extends":              "services: {a: {extends: {file: other.yml, service: a}}}\n",
		"env_file":             "services: {a: {image: b, env_file: a.env}}\n",
		"label_file":           "services: {a: {image: b, label_file: a.labels}}\n",
		"a word that is spelt": "\"\\x69nclude\": [other.yml]\n",
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := cacheable(t)
			write(t, "compose.yml", text)
			if p.SourceHash() != "" {
				t.Error("sure of it")
			}
		})
	}
	t.Run("a file elsewhere", func(t *testing.T) {
		p, _ := cacheable(t)
		p.Env["COMPOSE_FILE"] = filepath.Join("..", "compose.yml")
		if p.SourceHash() != "" {
			t.Error("sure of it")
		}
	})
}
