package console

import "github.com/seed-491dada8/sandbox/report"

// Down shows that an instance is stopped, unless it failed.
func (c *Console) Down(stopped report.Down) {
	switch {
	case stopped.Error != nil:
	case stopped.VolumesDeleted:
		c.Done("Instance %s is stopped, and its volumes are deleted", stopped.Instance)
	default:
		c.Done("Instance %s is stopped; its volumes are kept", stopped.Instance)
	}
}

// Destroy shows that an instance is destroyed, unless it failed.
func (c *Console) Destroy(destroyed report.Destroy) {
	if destroyed.Destroyed {
		c.Done("Instance %s is destroyed", destroyed.Instance)
	}
}

// DestroyMerged shows which instances are destroyed because their branches are merged.
func (c *Console) DestroyMerged(d report.DestroyMerged) {
	if d.Error == nil && len(d.Destroyed)+len(d.Kept) == 0 {
		c.Done("No worktree has a branch that is merged")
	}
	for _, destroyed := range d.Destroyed {
		c.Destroy(destroyed)
	}
}

// Prune shows which deleted instances and interrupted snapshots are pruned.
func (c *Console) Prune(pruned report.Prune) {
	if pruned.Error == nil && len(pruned.Leftovers)+len(pruned.Snapshots) == 0 {
		c.Done("There is nothing to prune")
	}
	for _, l := range pruned.Leftovers {
		if l.Pruned {
			c.Done("Removed %s", l.Instance)
		}
	}
	for _, name := range pruned.Snapshots {
		c.Done("Removed the interrupted snapshot %s", name)
	}
}
