package obstacles_test

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

var profileFiles = map[string]string{
	"/p/compose.yaml": "services: {web: {image: x}, extra: {image: x, profiles: [debug, tools]}, more: {image: x, profiles: [more], depends_on: [extra]}}",
	"/p/broken.yaml":  "services: [",
	"/p/.env":         "A=b",
}

func TestAnUnknownProfileIsNamedWithTheKnownOnes(t *testing.T) {
	known := obstacles.Profiles(profileFiles)
	if want := []string{"debug", "more", "tools"}; !slices.Equal(known, want) {
		t.Fatalf("got %q", known)
	}
	for active, want := range map[string]string{
		"": "", "*": "", "debug, more": "",
		"debug,nosuch": "no service has the profile nosuch of COMPOSE_PROFILES: the profiles are debug, more, tools",
	} {
		got := ""
		for _, finding := range obstacles.UnknownProfiles(active, known) {
			got += finding.Message
		}
		if got != want {
			t.Errorf("%q: got %q", active, got)
		}
	}
	if found := obstacles.UnknownProfiles("a", nil); len(found) != 1 || found[0].Message != "no service has the profile a of COMPOSE_PROFILES: the Compose file has none" {
		t.Errorf("got %v", found)
	}
}

func TestAServiceThatNeedsAnotherProfileSaysWhich(t *testing.T) {
	found, is := obstacles.InactiveDependency(`service "more" depends on undefined service "extra": invalid compose project`, profileFiles)
	if !is || found.Message != "service more depends on extra, which only the profile debug or tools starts" || found.Cure != "add debug to COMPOSE_PROFILES in .env.sandbox" {
		t.Errorf("got %+v", found)
	}
	for _, output := range []string{`service "web" depends on undefined service "gone": invalid`, "yaml: line 3"} {
		if found, is := obstacles.InactiveDependency(output, profileFiles); is {
			t.Errorf("%s: got %+v", output, found)
		}
	}
}
