package console

import (
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestUseCasesAreShownInAFewLines(t *testing.T) {
	failed := report.Document{Error: &report.Error{Exit: 1, Message: "it failed"}}
	init := report.Init{
		Instance: "shop", Slot: new(1), Directory: "/src/shop", State: report.InitCreated,
		Ports: []report.AssignedPort{{Variable: "API_PORT", Service: "api", Port: 8001, Protocol: "tcp"}, {Variable: "DNS_PORT", Service: "dns", Port: 5353, Protocol: "udp"}},
	}
	unchanged, restored, adopting := init, init, init
	unchanged.State, restored.State = report.InitUnchanged, report.InitRestored
	adopting.State, adopting.Adopted = report.InitUnchanged, []string{"shop_db"}
	for name, test := range map[string]struct {
		show           func(c *Console)
		stdout, stderr string
	}{
		"init":               {func(c *Console) { c.Init(init) }, "Instance: shop (slot 1)\n\nPorts:\n  API_PORT: 8001\n  DNS_PORT: 5353/udp\n", ""},
		"init again":         {func(c *Console) { c.Init(unchanged) }, "Instance: shop (slot 1), unchanged\n\nPorts:\n  API_PORT: 8001\n  DNS_PORT: 5353/udp\n", ""},
		"init that restores": {func(c *Console) { c.Init(restored) }, "Instance: shop (slot 1), .env.sandbox is restored\n\nPorts:\n  API_PORT: 8001\n  DNS_PORT: 5353/udp\n", ""},
		"init that adopts": {
			func(c *Console) { c.Init(adopting) },
			"Instance: shop (slot 1), unchanged\n\nPorts:\n  API_PORT: 8001\n  DNS_PORT: 5353/udp\nAdopted volume shop_db; only mage sandbox:down -volume=shop_db deletes it\n", "",
		},
		"init that failed": {func(c *Console) { c.Init(report.Init{Document: failed}) }, "", ""},
		"create": {
			func(c *Console) { c.Create(report.Create{Init: unchanged, Worktree: "/src/shop", Branch: "feat"}) },
			"Instance: shop (slot 1), unchanged\n\nPorts:\n  API_PORT: 8001\n  DNS_PORT: 5353/udp\n\nWorktree: /src/shop (branch feat)\nNext: cd /src/shop && mage sandbox:up\n", "",
		},
		"down":              {func(c *Console) { c.Down(report.Down{Instance: "shop"}) }, "Instance shop is stopped; its volumes are kept\n", ""},
		"down -volumes":     {func(c *Console) { c.Down(report.Down{Instance: "shop", VolumesDeleted: true}) }, "Instance shop is stopped, and its volumes are deleted\n", ""},
		"down that failed":  {func(c *Console) { c.Down(report.Down{Document: failed, Instance: "shop"}) }, "", ""},
		"destroy":           {func(c *Console) { c.Destroy(report.Destroy{Instance: "shop", Destroyed: true}) }, "Instance shop is destroyed\n", ""},
		"destroy, refused":  {func(c *Console) { c.Destroy(report.Destroy{Document: failed, Instance: "shop"}) }, "", ""},
		"prune of nothing":  {func(c *Console) { c.Prune(report.Prune{}) }, "There is nothing to prune\n", ""},
		"prune that failed": {func(c *Console) { c.Prune(report.Prune{Document: failed}) }, "", ""},
		"prune": {
			func(c *Console) {
				c.Prune(report.Prune{Leftovers: []report.Leftover{{Instance: "a", Pruned: true}, {Instance: "b"}}})
			},
			"Removed a\n", "",
		},
		"prune of an interrupted snapshot": {func(c *Console) { c.Prune(report.Prune{Snapshots: []string{"seeded"}}) }, "Removed the interrupted snapshot seeded\n", ""},
		"what prune found": {
			func(c *Console) {
				c.Show(t.Context(), report.Event{Kind: report.EventFound, Text: "a (slot 1)\x1b[2J"})
			},
			"a (slot 1)\n", "",
		},
		"what prune found, beside a document": {
			func(c *Console) {
				c.Quiet()
				c.Show(t.Context(), report.Event{Kind: report.EventFound, Text: "a (slot 1)"})
			}, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if stdout, stderr := shown(t, test.show); stdout != test.stdout || stderr != test.stderr {
				t.Errorf("got %q and %q, want %q and %q", stdout, stderr, test.stdout, test.stderr)
			}
		})
	}
}

func TestAColonAfterAStartComesBeforeLinksOnly(t *testing.T) {
	links := []report.Page{{Label: "API", URL: "http://localhost:8001"}, {Label: "UI", URL: "http://localhost:3001"}}
	for want, links := range map[string][]report.Page{
		"\nInstance ready (1.5s)\n": nil,
		"\nInstance ready (1.5s):\n  API: http://localhost:8001\n  UI: http://localhost:3001\n": links,
	} {
		got, _ := shown(t, func(c *Console) { c.Up(report.Report{Passed: true, Duration: 1.5, Links: links}) })
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
