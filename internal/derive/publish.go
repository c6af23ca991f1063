package derive

import (
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// Publish returns the entries of the service's ports as an instance publishes them:
// on an address, by its own numbers. Ports that the engine chooses stay so.
// changed reports whether an entry differs from the project's.
func Publish(name string, service composefile.Service, all []Port, numbers map[string]int, host string) (entries []composefile.Port, changed bool) {
	byKey := make(map[string]Port)
	for _, port := range all {
		byKey[port.Key] = port
	}
	keys := Keys(name, service)
	for i, before := range service.Ports {
		entry := before
		entry.HostIP = host
		port, known := byKey[keys[i]]
		if number := numbers[port.Variable]; known && number != 0 {
			entry.Published = port.Published(number)
		}
		changed = changed || entry != before
		if !slices.Contains(entries, entry) { // Compose refuses an entry that stands twice
			entries = append(entries, entry)
		}
	}
	return entries, changed
}

// Published returns the port's number, or its range, as a Compose file writes it.
func (p Port) Published(first int) string {
	if p.Width <= 1 {
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + "-" + strconv.Itoa(first+p.Width-1)
}
