package console

import (
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
)

// Init shows the instance that a directory is now. It shows nothing if there is none.
func (c *Console) Init(made report.Init) {
	if made.Slot == nil {
		return
	}
	text := "Instance: %s (slot %d)"
	switch made.State {
	case report.InitUnchanged:
		text += ", unchanged"
	case report.InitRestored:
		text += ", .env.sandbox is restored"
	}
	c.Done(text, made.Instance, *made.Slot)
	c.Ports(portRows(made.Ports))
	for _, volume := range made.Adopted {
		c.Done("Adopted volume %s; only mage sandbox:down -volume=%s deletes it", volume, volume)
	}
}

func portRows(assigned []report.AssignedPort) []Row {
	var rows []Row
	for _, p := range assigned {
		number := ports.Binding{Port: p.Port, UDP: p.Protocol == "udp"}.Number()
		rows = append(rows, Row{Name: p.Variable, Where: number})
	}
	return rows
}

// Create shows a new worktree and the instance in it. It shows nothing if none was
// made.
func (c *Console) Create(made report.Create) {
	if made.Slot == nil {
		return
	}
	c.Init(made.Init)
	branch := "branch " + made.Branch
	if made.Tracks != "" {
		branch += ", which follows " + made.Tracks
	}
	c.Done("\nWorktree: %s (%s)", made.Worktree, branch)
	if made.Up == nil {
		c.Done("Next: cd %s && mage sandbox:up", made.Directory)
		return
	}
	c.Done("Next: cd %s", made.Directory)
	c.Up(*made.Up)
}
