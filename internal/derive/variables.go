package derive

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// reference matches ${NAME}, ${NAME:-default} with any operator, and $NAME. A
// doubled dollar sign is the text of one.
var reference = regexp.MustCompile(`\$\$|\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-?+]([^}$]*))?|([A-Za-z_][A-Za-z0-9_]*))`)

// Candidates returns the variables of Compose files that may set a published port, in
// the order in which the texts name them: their value, or the default that a file gives
// them, is the number of a port. Value returns a variable's value.
func Candidates(texts []string, value func(name string) string) []string {
	var names []string
	for _, text := range texts {
		for _, match := range reference.FindAllStringSubmatch(text, -1) {
			name := match[1] + match[3]
			if name != "" && !slices.Contains(names, name) && (isPort(match[2]) || isPort(value(name))) {
				names = append(names, name)
			}
		}
	}
	return names
}

func isPort(text string) bool {
	number, err := strconv.Atoi(text)
	return err == nil && 0 < number && number <= highest
}

// Sentinels returns a port number for each variable that no other one has. The numbers
// ascend, so that two variables are still a range.
func Sentinels(names []string) map[string]string {
	sentinels := make(map[string]string)
	for i, name := range names {
		sentinels[name] = strconv.Itoa(highest - len(names) + 1 + i)
	}
	return sentinels
}

// VariablesOf returns the variables that set published ports, by [Port.Key]. The
// marked project is the same one, resolved with the sentinels for values.
func VariablesOf(project, marked composefile.Project, sentinels map[string]string) map[string]string {
	names := make(map[string]string)
	for name, number := range sentinels {
		names[number] = name
	}
	variables := make(map[string]string)
	for service, before := range project.Services {
		after := marked.Services[service]
		if len(after.Ports) != len(before.Ports) {
			continue
		}
		for i, key := range Keys(service, before) {
			name := names[after.Ports[i].Published]
			if key != "" && name != "" && before.Ports[i].Published != after.Ports[i].Published && sameEntry(before.Ports[i], after.Ports[i]) {
				variables[key] = name
			}
		}
	}
	return variables
}

// sameEntry reports whether two entries are one entry with another published port. A
// variable may set the port in the container as well.
func sameEntry(before, after composefile.Port) bool {
	if strconv.Itoa(before.Target) == before.Published && strconv.Itoa(after.Target) == after.Published {
		after.Target = before.Target
	}
	after.Published = before.Published
	return before == after
}
