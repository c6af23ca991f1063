package preflight_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestANameThatLeadsToAnotherInstanceToo(t *testing.T) {
	w := stacktest.Workspace("api", "watch")
	w.Project.Name = "a"
	w.Config.Networks = map[string]composefile.Network{"default": {Name: "a_default"}, "shared": {Name: "common", External: true}}
	w.Config.Services["api"] = composefile.Service{Networks: map[string]*composefile.Attachment{"default": nil, "shared": {Aliases: []string{"front"}}}}
	w.Config.Services["watch"] = composefile.Service{Networks: map[string]*composefile.Attachment{"default": nil}}
	on := func(project, network string, aliases ...string) docker.Container {
		c := stacktest.Container("api", "running", time.Now())
		c.Name, c.Config.Labels["com.docker.compose.project"] = "/"+project+"-api-1", project
		c.NetworkSettings.Networks = map[string]docker.Connection{network: {Aliases: aliases}}
		return c
	}
	for name, test := range map[string]struct {
		other docker.Container
		want  map[string][]string
	}{
		"its service":      {on("b", "common", "api", "0123"), map[string][]string{"api": {"Compose project b (container b-api-1), on network common"}}},
		"an alias":         {on("b", "common", "front"), map[string][]string{"api": {"Compose project b (container b-api-1), on network common"}}},
		"another name":     {on("b", "common", "db"), map[string][]string{}},
		"another network":  {on("b", "b_default", "api"), map[string][]string{}},
		"not on it itself": {on("b", "common", "watch"), map[string][]string{"watch": {"Compose project b (container b-api-1), on network common"}}},
		"its own":          {on("a", "common", "api", "front"), map[string][]string{}},
	} {
		if got := preflight.Namesakes(w, []docker.Container{test.other}); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}

	api := w.Config.Services["api"]
	api.Links = []string{"watch"}
	w.Config.Services["api"] = api
	if got := preflight.Namesakes(w, []docker.Container{on("b", "common", "watch")}); len(got) > 0 {
		t.Errorf("a link leads to the own container alone: got %v", got)
	}
}
