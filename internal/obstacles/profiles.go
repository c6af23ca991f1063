package obstacles

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/report"
)

// Profiles returns the profiles that Compose files name, given their texts by path, in
// alphabetical order.
func Profiles(files map[string]string) []string {
	var all []string
	for _, text := range files {
		for _, profiles := range profilesOf(text) {
			all = append(all, profiles...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// profilesOf returns the profiles of each service of a Compose file.
func profilesOf(text string) map[string][]string {
	var file struct {
		Services map[string]struct {
			Profiles yaml.Node `yaml:"profiles"`
		} `yaml:"services"`
	}
	found := make(map[string][]string)
	if yaml.Unmarshal([]byte(text), &file) != nil {
		return found
	}
	for name, service := range file.Services {
		if service.Profiles.Kind != 0 {
			found[name] = texts(service.Profiles)
		}
	}
	return found
}

// UnknownProfiles finds active profiles, separated by commas, that no file names. Compose
// does not mention them.
func UnknownProfiles(active string, known []string) (found []report.Finding) {
	for profile := range strings.SplitSeq(active, ",") {
		if profile = strings.TrimSpace(profile); profile == "" || profile == "*" || slices.Contains(known, profile) {
			continue
		}
		names := "the Compose file has none"
		if len(known) > 0 {
			names = "the profiles are " + strings.Join(known, ", ")
		}
		found = append(found, warning("correct COMPOSE_PROFILES in .env.sandbox", "no service has the profile %s of COMPOSE_PROFILES: %s", profile, names))
	}
	return found
}

// inactiveDependency matches what Compose says of a service that needs one of a profile that
// is not active.
var inactiveDependency = regexp.MustCompile(`service "?([^" ]+)"? depends on undefined service "?([^" :]+)"?`)

// InactiveDependency returns the finding for a service that made Compose fail because it
// needs a service of a profile that is not active, given Compose's output and the texts of
// the Compose files by path. It reports false for any other failure.
func InactiveDependency(output string, files map[string]string) (report.Finding, bool) {
	match := inactiveDependency.FindStringSubmatch(output)
	if match == nil {
		return report.Finding{}, false
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if profiles := profilesOf(files[path])[match[2]]; len(profiles) > 0 {
			return problem("add "+profiles[0]+" to COMPOSE_PROFILES in .env.sandbox",
				"service %s depends on %s, which only the profile %s starts", match[1], match[2], strings.Join(profiles, " or ")), true
		}
	}
	return report.Finding{}, false
}
