package overlay_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/overlay"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each golden file belongs to a project in the test data of package derive.
func TestOverlaysOfProjects(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d golden files, %v", len(paths), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".golden")
		t.Run(name, func(t *testing.T) {
			project := parse(t, filepath.Join("../derive/testdata", name+".yaml"))
			changes := overlay.ChangesFor(project, instanceOf(t, project))
			golden(t, path, string(overlay.Text(project.Names(), "l", "k", changes)))
		})
	}
}

func parse(t *testing.T, path string) composefile.Project {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	project, err := composefile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// instanceOf returns an instance of the project in slot 2, on loopback.
func instanceOf(t *testing.T, project composefile.Project) overlay.Instance {
	t.Helper()
	ports := derive.Ports(project, nil)
	numbers, err := derive.Assign(ports, 2, nil, func(int, bool) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return overlay.Instance{ID: "inst", Host: "127.0.0.1", Ports: ports, Numbers: numbers}
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

func TestWithTheOverlayAppliedThereIsNothingLeftToChange(t *testing.T) {
	paths, err := filepath.Glob("../derive/testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		project := parse(t, path)
		own := instanceOf(t, project)
		applied := overlay.ChangesFor(project, own).Apply(project)
		again := overlay.ChangesFor(applied, own)
		if len(again.Subnets)+len(again.Networks)+len(again.Volumes) > 0 {
			t.Errorf("%s: %+v", path, again)
		}
		for name, service := range again.Services {
			if service.Ports != nil || service.Unnamed || len(service.Networks) > 0 {
				t.Errorf("%s: service %s: %+v", path, name, service)
			}
		}
	}
}

func TestNothingIsBoundBeyondTheInstancesAddress(t *testing.T) {
	paths, err := filepath.Glob("../derive/testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		project := parse(t, path)
		for name, service := range overlay.ChangesFor(project, instanceOf(t, project)).Apply(project).Services {
			for _, port := range service.Ports {
				if port.HostIP != "127.0.0.1" {
					t.Errorf("%s: service %s publishes %s", path, name, port)
				}
			}
		}
	}
}

func TestABuiltImageGetsTheInstancesTagForAllItsUsers(t *testing.T) {
	for image, want := range map[string]string{
		"shop": "shop:inst", "shop:1.2": "shop:inst", "localhost:5000/shop": "localhost:5000/shop:inst",
		"localhost:5000/shop:1": "localhost:5000/shop:inst", "shop@sha256:0": "shop:inst",
	} {
		project := composefile.Project{Services: map[string]composefile.Service{
			"web": {Image: image, Build: &composefile.Build{Context: "."}}, "worker": {Image: image}, "db": {Image: "postgres"},
		}}
		services := overlay.ChangesFor(project, overlay.Instance{ID: "inst"}).Services
		if services["web"].Image != want || services["worker"].Image != want || services["db"].Image != "" {
			t.Errorf("%s: got %+v", image, services)
		}
	}
}

func TestImagesThatDifferInTheirTagStayApart(t *testing.T) {
	build := &composefile.Build{Context: "."}
	project := composefile.Project{Services: map[string]composefile.Service{
		"ad":     {Image: "localhost:5000/demo:1.2-ad", Build: build},
		"cart":   {Image: "localhost:5000/demo:1.2-cart", Build: build},
		"report": {Image: "localhost:5000/demo:1.2-cart"},
		"bare":   {Image: "localhost:5000/demo", Build: build},
		"email":  {Image: "localhost:5000/email:1.2", Build: build},
	}}
	services := overlay.ChangesFor(project, overlay.Instance{ID: "inst"}).Services
	for name, want := range map[string]string{
		"ad": "localhost:5000/demo:1.2-ad-inst", "cart": "localhost:5000/demo:1.2-cart-inst", "report": "localhost:5000/demo:1.2-cart-inst",
		"bare": "localhost:5000/demo:inst", "email": "localhost:5000/email:inst",
	} {
		if got := services[name].Image; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// On a network of all instances, a name leads to the containers of each of them.
func TestNamesOnASharedNetworkLeadToTheOwnContainers(t *testing.T) {
	project, err := composefile.Parse([]byte(`
services:
  db: {image: db, networks: {default: null}}
  api: {image: api, networks: {default: null, shared: null}, depends_on: {db: {condition: service_healthy}}}
  cache: {image: cache, networks: {default: null, shared: null}, deploy: {replicas: 2}}
  worker: {image: worker, networks: {default: null, shared: null}, depends_on: {db: {}, api: {}, cache: {}}}
  linked: {image: worker, networks: {default: null, shared: null}, depends_on: {api: {}}, links: [api]}
  apart: {image: worker, networks: {default: null}, depends_on: {api: {}}}
networks: {default: {name: p_default}, shared: {external: true, name: shared}}
`))
	if err != nil {
		t.Fatal(err)
	}
	changes := overlay.ChangesFor(project, overlay.Instance{ID: "inst"})
	for name, change := range changes.Services {
		want := map[string]string{"worker": "api"}[name]
		if got := strings.Join(change.Links, " "); got != want {
			t.Errorf("%s is linked to %q, want %q", name, got, want)
		}
	}
	if text := string(overlay.Text(project.Names(), "l", "k", changes)); strings.Count(text, `    links: ["api"]`) != 1 {
		t.Errorf("the overlay is\n%s", text)
	}
}
