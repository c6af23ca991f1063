package derive

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/ports"
)

// Port is a port that a service publishes by a number, or by a range of which
// Compose takes one for each replica.
type Port struct {
	Key      string // identifies the port in the project, such as web/80/tcp
	Variable string // holds its number in .env.sandbox
	OfFile   bool   // the Compose file itself reads Variable
	Service  string
	Target   int    // in the container
	Protocol string // tcp or udp
	First    int    // in the Compose file
	Width    int    // 1, or the length of a range
}

const (
	// step is the distance between a port's numbers in two slots. Most projects
	// publish ports that are less than 100 apart.
	step = 100
	// privileged is the first port that an ordinary user may bind on Linux.
	privileged = 1024
	// lift moves a privileged port: 80 becomes 8080, 443 becomes 8443.
	lift = 8000
	// lowest is where the search for a free port goes on after the last one.
	lowest  = 10000
	highest = 65535
)

// Ports returns the ports that the project's services publish by a number, in a
// fixed order.
func Ports(project composefile.Project, variables map[string]string) []Port {
	var all []Port
	used := make(map[string]bool)
	for _, name := range project.Names() {
		if project.Services[name].Replicas() == 0 || project.Publisher(name) != name {
			continue
		}
		keys := Keys(name, project.Services[name])
		for i, entry := range project.Services[name].Ports {
			first, last, ok := entry.Range()
			if !ok || slices.Contains(keys[:i], keys[i]) {
				continue
			}
			port := Port{Key: keys[i], Service: name, Target: entry.Target, Protocol: cmp.Or(entry.Protocol, "tcp"), First: first, Width: last - first + 1}
			if port.Variable, port.OfFile = variables[port.Key]; !port.OfFile {
				port.Variable = unused(used, variableOf(port.Key))
			}
			all = append(all, port)
		}
	}
	return all
}

// Keys returns a key for each entry of the service's ports, in their order. An
// entry whose port the engine chooses has the key "". Entries that publish one port on
// several addresses have the same key, since an instance has one address.
func Keys(name string, service composefile.Service) []string {
	keys := make([]string, len(service.Ports))
	seen := make(map[string]int)
	for i, entry := range service.Ports {
		if _, _, ok := entry.Range(); !ok {
			continue
		}
		if same := slices.IndexFunc(service.Ports[:i], entry.SamePort); same >= 0 {
			keys[i] = keys[same]
			continue
		}
		key := fmt.Sprintf("%s/%d/%s", name, entry.Target, cmp.Or(entry.Protocol, "tcp"))
		if seen[key]++; seen[key] > 1 {
			key = fmt.Sprintf("%s/%d", key, seen[key])
		}
		keys[i] = key
	}
	return keys
}

// variableOf returns a variable's name for a port: SANDBOX_PORT_WEB_80 for
// web/80/tcp.
func variableOf(key string) string {
	name := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, strings.ToUpper(strings.Replace(key, "/tcp", "", 1)))
	return "SANDBOX_PORT_" + name
}

// unused returns the name, or the name with a number that makes it unique: the
// services a-b and a_b give the same one.
func unused(used map[string]bool, name string) string {
	unique := name
	for n := 2; used[unique]; n++ {
		unique = fmt.Sprintf("%s_%d", name, n)
	}
	used[unique] = true
	return unique
}

// scheme returns the rule for the port's number in a slot, for a service that is reached
// on it. An instance may have
// another number, where that one was not free.
func (p Port) scheme(service string) ports.Port {
	base := p.First
	if base < privileged {
		base += lift
	}
	return ports.Port{Variable: p.Variable, Service: service, Zero: p.First, Base: base, Step: step, UDP: p.Protocol == "udp"}
}

// Assign returns a number for each port in a slot, by variable. Recorded numbers
// stay. Any other port gets the number of its scheme or the next one that is
// neither taken nor another port's. Slot 0 has the numbers of the Compose file, unless two
// ports have the same one there.
func Assign(all []Port, slot int, recorded map[string]int, taken func(number int, udp bool) bool) (map[string]int, error) {
	a := assignment{numbers: make(map[string]int), used: make(map[string]bool), taken: taken}
	for _, port := range all {
		if number, known := recorded[port.Variable]; known {
			a.give(port, number)
		}
	}
	var full []error
	for _, port := range all {
		if _, known := a.numbers[port.Variable]; known {
			continue
		}
		shared := sharing(all, port.Variable)
		number := port.First
		if slot != 0 {
			number = a.free(shared, port.scheme(port.Service).At(slot))
		} else if a.isUsed(port) {
			number = a.free(shared, port.First)
		}
		if number == 0 {
			full = append(full, fmt.Errorf("no port is free for %s", port.Key))
			continue
		}
		for _, one := range shared {
			a.give(one, number)
		}
	}
	return a.numbers, errors.Join(full...)
}

// sharing returns the ports that one variable sets.
func sharing(all []Port, variable string) []Port {
	return slices.DeleteFunc(slices.Clone(all), func(p Port) bool { return p.Variable != variable })
}

type assignment struct {
	numbers map[string]int
	used    map[string]bool // by number and protocol
	taken   func(number int, udp bool) bool
}

func (a assignment) give(port Port, first int) {
	a.numbers[port.Variable] = first
	for number := first; number < first+port.Width; number++ {
		a.used[fmt.Sprint(number, port.Protocol)] = true
	}
}

// isUsed reports whether another port of the project has the port's number of the
// Compose file.
func (a assignment) isUsed(port Port) bool {
	for number := port.First; number < port.First+port.Width; number++ {
		if a.used[fmt.Sprint(number, port.Protocol)] {
			return true
		}
	}
	return false
}

// free returns the first number from preferred on that begins enough free ports for
// all of the ports, 0 if there is none.
func (a assignment) free(shared []Port, preferred int) int {
	isTaken := func(number int) func(Port) bool { return func(p Port) bool { return !a.fits(p, number) } }
	for number := range candidates(preferred, shared[0].Width) {
		if !slices.ContainsFunc(shared, isTaken(number)) {
			return number
		}
	}
	return 0
}

func (a assignment) fits(port Port, first int) bool {
	for number := first; number < first+port.Width; number++ {
		if a.used[fmt.Sprint(number, port.Protocol)] || a.taken(number, port.Protocol == "udp") {
			return false
		}
	}
	return true
}

// candidates yields the numbers at which width ports may begin, from preferred
// up, then from lowest.
func candidates(preferred, width int) iter.Seq[int] {
	last := highest - width + 1
	return func(yield func(int) bool) {
		for number := preferred; number <= last; number++ {
			if !yield(number) {
				return
			}
		}
		for number := lowest; number < min(preferred, last+1); number++ {
			if !yield(number) {
				return
			}
		}
	}
}

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
