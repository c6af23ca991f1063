package arch_test

import (
	"slices"
	"strings"
	"testing"
)

// floors are the rooms of the house from the roof down. A room may import from the
// floors below it, and from its own room.
var floors = [][]string{
	{"cmd", "magefiles"},
	{"targets"},
	{"sandbox"},
	{"internal"},
	{"ktrdr"},
	{"stack", "report"},
	{"gate", "ports"},
}

// helpers are packages of internal that know nothing of the domain and that import
// no other package of the module but helpers. Every room may import them.
var helpers = []string{"internal/plain", "internal/strict"}

// visitors are rooms that stand beside the house: they may import everything, and no
// room imports them.
var visitors = []string{"e2e", "examples", "ktrdr/standin", "internal/mage"}

// outside reports whether a package is among the rooms or below one of them.
func outside(name string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool { return name == room || strings.HasPrefix(name, room+"/") })
}

func floorOf(name string) int {
	return slices.IndexFunc(floors, func(rooms []string) bool { return outside(name, rooms) })
}

func roomOf(name string) string {
	room, _, _ := strings.Cut(name, "/")
	return room
}

func TestArrowsRunDown(t *testing.T) {
	breaches := make(map[string]string)
	for _, p := range list(t, "./...") {
		if outside(p.name(), visitors) {
			continue
		}
		for _, imported := range p.imports() {
			arrow := p.name() + " -> " + imported
			switch {
			case outside(imported, visitors):
				breaches[arrow] = arrow + ": no room imports a visitor"
			case slices.Contains(helpers, p.name()) && !slices.Contains(helpers, imported):
				breaches[arrow] = arrow + ": a helper imports only helpers"
			case slices.Contains(helpers, imported), roomOf(p.name()) == roomOf(imported):
			case floorOf(p.name()) < 0 || floorOf(p.name()) >= floorOf(imported):
				breaches[arrow] = arrow + ": an arrow that does not run down"
			}
		}
	}
	holds(t, breaches)
}

// Use cases return documents; only targets show them to a person.
func TestOnlyTargetsKnowTheConsole(t *testing.T) {
	breaches := make(map[string]string)
	for _, p := range list(t, "./...") {
		if slices.Contains(p.imports(), "internal/console") && p.name() != "targets" {
			breaches[p.name()] = p.name() + " imports internal/console"
		}
	}
	holds(t, breaches)
}

// Nobody who declares a stack pays for a terminal, an engine or a database.
func TestTheDeclarationOfAStackIsALeaf(t *testing.T) {
	for _, leaf := range []string{"stack", "report", "gate", "ports"} {
		for _, dependency := range list(t, "-deps", "./"+leaf) {
			for _, heavy := range []string{"pterm", "pgx", "gopsutil", "magefile", module + "/internal/"} {
				if strings.Contains(dependency.ImportPath, heavy) && !slices.Contains(helpers, dependency.name()) {
					t.Errorf("%s depends on %s", leaf, dependency.ImportPath)
				}
			}
		}
	}
}
