package composefile_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

func TestThePublisherOfAServicesPorts(t *testing.T) {
	project := composefile.Project{Services: map[string]composefile.Service{
		"own":     {ContainerName: "the-own"},
		"shares":  {NetworkMode: "service:own"},
		"through": {NetworkMode: "service:shares"},
		"named":   {NetworkMode: "container:the-own"},
		"foreign": {NetworkMode: "container:elsewhere"},
		"host":    {NetworkMode: "host"},
		"on host": {NetworkMode: "service:host"},
		"circle":  {NetworkMode: "service:circle"},
		"gone":    {NetworkMode: "service:nothing"},
		"lonely":  {NetworkMode: "none"},
	}}
	for service, want := range map[string]struct {
		publisher string
		onHost    bool
	}{
		"own": {"own", false}, "shares": {"own", false}, "through": {"own", false}, "named": {"own", false},
		"foreign": {"", false}, "host": {"", true}, "on host": {"", true}, "circle": {"circle", false}, "gone": {"nothing", false}, "lonely": {"", false},
	} {
		if got := project.Publisher(service); got != want.publisher {
			t.Errorf("%s: published by %q, want %q", service, got, want.publisher)
		}
		if got := project.OnHost(service); got != want.onHost {
			t.Errorf("%s: on the host's network: %t", service, got)
		}
	}
}
