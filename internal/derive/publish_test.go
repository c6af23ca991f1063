package derive_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

// portsOf returns the ports of a project, with their numbers in a slot.
func portsOf(t *testing.T, text string, slot int) (composefile.Project, []derive.Port, map[string]int) {
	t.Helper()
	project, err := composefile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	all := derive.Ports(project, nil)
	return project, all, assign(t, all, slot, nil)
}

func TestAPortOnTwoAddressesIsOnePort(t *testing.T) {
	const text = `services: {web: {image: x, ports: [{host_ip: 127.0.0.1, target: 80, published: "8000"}, {host_ip: "::1", target: 80, published: "8000"}]}}`
	for slot, want := range map[int]string{0: "8000", 1: "8100"} {
		project, all, numbers := portsOf(t, text, slot)
		entries, changed := derive.Publish("web", project.Services["web"], all, numbers, "127.0.0.1")
		if len(all) != 1 || len(entries) != 1 || entries[0].Published != want || !changed {
			t.Errorf("slot %d: got %v of %v", slot, entries, all)
		}
	}
}

func TestServicesThatPublishOneNumberGetTwo(t *testing.T) {
	const text = `services: {api: {image: x, ports: [{target: 80, published: "8000"}]}, web: {image: x, ports: [{host_ip: 127.0.0.2, target: 81, published: "8000"}]}}`
	for slot := range 3 {
		_, all, numbers := portsOf(t, text, slot)
		distinct(t, "one number", all, numbers)
	}
}
