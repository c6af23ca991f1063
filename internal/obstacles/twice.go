package obstacles

import (
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/report"
)

// Twice finds services that publish one number: an instance has one address, so that they
// get two numbers. Services whose number one variable sets cannot get two, and only one of
// them can start. Numbers holds the instance's ports by variable.
func Twice(all []derive.Port, numbers map[string]int) (found []report.Finding) {
	type published struct {
		first    int
		protocol string
	}
	before := make(map[published]derive.Port)
	for _, port := range all {
		key := published{port.First, port.Protocol}
		other, twice := before[key]
		if !twice {
			before[key] = port
			continue
		}
		mine, its := numbers[port.Variable], numbers[other.Variable]
		if port.Service != other.Service && mine != its && mine != 0 && its != 0 {
			found = append(found, warning("nothing if that is intended; otherwise publish another number",
				"services %s and %s both publish %s; %s gets %s, and %s gets %s", other.Service, port.Service, port.Published(port.First),
				other.Service, other.Published(its), port.Service, port.Published(mine)))
		}
	}
	return append(found, inseparable(all)...)
}

// inseparable finds services that publish one port because one variable sets it, such as
// those that a YAML anchor gives the same ports.
func inseparable(all []derive.Port) (found []report.Finding) {
	type published struct{ variable, protocol string }
	services := make(map[published][]string)
	var order []published
	for _, port := range all {
		key := published{port.Variable, port.Protocol}
		if port.Width > 1 || slices.Contains(services[key], port.Service) {
			continue
		}
		if services[key] = append(services[key], port.Service); len(services[key]) == 2 {
			order = append(order, key)
		}
	}
	for _, key := range order {
		found = append(found, problem("publish it in one of them alone, or by another variable in the others",
			"services %s publish one port, which %s sets: only one of them can start", strings.Join(services[key], ", "), key.variable))
	}
	return found
}
