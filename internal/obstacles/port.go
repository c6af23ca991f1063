package obstacles

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/report"
)

// invalidPort matches what Compose says of a published port that is no port.
var invalidPort = regexp.MustCompile(`[Ii]nvalid hostPort: (\S+)`)

// ImpossiblePort returns the finding for a published port that made Compose fail, given its
// output and the texts of the Compose files by path. It reports false for any other
// failure.
func ImpossiblePort(output string, files map[string]string) (report.Finding, bool) {
	match := invalidPort.FindStringSubmatch(output)
	if match == nil {
		return report.Finding{}, false
	}
	who := "a service"
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if services := publishersOf(files[path], match[1]); len(services) > 0 {
			who = "service " + services[0]
			break
		}
	}
	return impossible(who, match[1]), true
}

// impossible returns the finding for a published port that is no port.
func impossible(who, published string) report.Finding {
	return problem("publish a port from 1 to 65535", "%s publishes port %s, and a port is a number from 1 to 65535", who, published)
}

// publishersOf returns the services of a Compose file that publish a port in its short
// form, in alphabetical order.
func publishersOf(text, published string) (services []string) {
	var file struct {
		Services map[string]struct {
			Ports yaml.Node `yaml:"ports"`
		} `yaml:"services"`
	}
	if yaml.Unmarshal([]byte(text), &file) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(file.Services)) {
		isIt := func(entry string) bool { return strings.Contains(":"+entry, ":"+published+":") }
		if slices.ContainsFunc(texts(file.Services[name].Ports), isIt) {
			services = append(services, name)
		}
	}
	return services
}
