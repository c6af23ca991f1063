package composefile_test

import (
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/ports"
)

// shape returns what Compose 5.6 printed of a file with one of each kind.
func shape(t *testing.T) composefile.Project {
	t.Helper()
	text, err := os.ReadFile("testdata/shape.yaml")
	if err != nil {
		t.Fatal(err)
	}
	project, err := composefile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestParseReadsServices(t *testing.T) {
	project := shape(t)
	if want := []string{"db", "none", "prov", "seed", "side", "web"}; !slices.Equal(project.Names(), want) {
		t.Fatalf("services %q, want %q", project.Names(), want)
	}
	web := project.Services["web"]
	if got := web.Networks["default"]; got == nil || !slices.Equal(got.Aliases, []string{"shop"}) {
		t.Errorf("attachment %+v", got)
	}
	if !slices.Equal(web.NetworkNames(), []string{"default", "front"}) {
		t.Errorf("networks %q", web.NetworkNames())
	}
	if got := web.DependsOn["seed"]; got != (composefile.Dependency{Condition: "service_completed_successfully"}) {
		t.Errorf("dependency %+v", got)
	}
	if !web.Healthcheck.Enabled() || project.Services["db"].Healthcheck.Enabled() {
		t.Error("the healthcheck of the file is not the model's")
	}
	if !project.Networks["front"].External || project.Networks["default"].IPAM.Config[0].Subnet != "172.30.0.0/24" {
		t.Errorf("networks %+v", project.Networks)
	}
	if volume := project.Volumes["data"]; volume.Name != "shape_data" || volume.DriverOpts["o"] != "size=1m" || volume.Labels["k"] != "v" {
		t.Errorf("volume %+v", volume)
	}
}

func TestParseUndoublesDollarSigns(t *testing.T) {
	project := shape(t)
	if got := project.Services["seed"].Command; !slices.Equal(got, []string{"sh", "-c", "echo $HOME"}) {
		t.Errorf("command %q", got)
	}
	environment := project.Services["web"].Environment
	if got := environment["PASS"]; got == nil || *got != "a$b" {
		t.Errorf("PASS is %v", got)
	}
	if value, named := environment["EMPTY"]; !named || value != nil {
		t.Errorf("a variable without a value is %v, %v", value, named)
	}
}

func TestParseKeepsExtensionsAlone(t *testing.T) {
	project := shape(t)
	var settings struct{ Ready, Label string }
	extension := project.Services["web"].Extensions["x-sandbox"]
	if err := extension.Decode(&settings); err != nil || settings.Ready != "GET /healthz" || settings.Label != "Shop" {
		t.Errorf("got %+v, %v", settings, err)
	}
	if len(project.Extensions) != 1 || len(project.Services["web"].Extensions) != 1 {
		t.Errorf("extensions %v and %v", project.Extensions, project.Services["web"].Extensions)
	}
}

func TestReplicas(t *testing.T) {
	project := shape(t)
	for service, want := range map[string]int{"web": 2, "db": 1, "none": 0, "prov": 0} {
		if got := project.Services[service].Replicas(); got != want {
			t.Errorf("%s has %d replicas, want %d", service, got, want)
		}
	}
}

func TestPorts(t *testing.T) {
	var texts []string
	for _, port := range shape(t).Services["web"].Ports {
		texts = append(texts, port.String())
	}
	want := []string{"8080:80", "127.0.0.1:9000-9005:9000", "7000:7000/udp", "7001:7001/udp", "7002:7002/udp", "443"}
	if !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
}

func TestBindingsAreAlternatives(t *testing.T) {
	for name, test := range map[string]struct {
		port composefile.Port
		want []ports.Binding
	}{
		"one port":         {composefile.Port{Published: "80", Protocol: "udp"}, []ports.Binding{{Service: "s", Host: "0.0.0.0", Port: 80, UDP: true}}},
		"a range":          {composefile.Port{HostIP: "::1", Published: "80-81"}, []ports.Binding{{Service: "s", Host: "::1", Port: 80}, {Service: "s", Host: "::1", Port: 81}}},
		"the engine's own": {composefile.Port{Target: 80}, nil},
		"no number":        {composefile.Port{Published: "http"}, nil},
		"backwards":        {composefile.Port{Published: "81-80"}, nil},
		"out of range":     {composefile.Port{Published: "65535-65536"}, nil},
	} {
		if got := test.port.Bindings("s"); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestParseRefusesWhatIsNoConfiguration(t *testing.T) {
	for name, text := range map[string]string{"no YAML": "services: [", "a list": "- a", "services as a list": "services: [a]"} {
		if project, err := composefile.Parse([]byte(text)); err == nil {
			t.Errorf("%s: got %+v", name, project)
		}
	}
}

func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("testdata/shape.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("services: {a: {ports: [{published: 1-99999999999}], x-: }}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		project, err := composefile.Parse(text)
		if err != nil {
			return
		}
		for _, name := range project.Names() {
			for _, port := range project.Services[name].Ports {
				for _, binding := range port.Bindings(name) {
					if binding.Port < 1 || binding.Port > 65535 {
						t.Errorf("port %d", binding.Port)
					}
				}
			}
		}
	})
}
