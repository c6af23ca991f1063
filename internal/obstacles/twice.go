package obstacles

import (
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/report"
)

// Twice finds two services that publish one number: an instance has one address, so that
// they get two numbers. Numbers holds the instance's ports by variable.
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
	return found
}
