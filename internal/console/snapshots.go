package console

import (
	"strings"

	"github.com/seed-491dada8/sandbox/internal/volumecopy"
	"github.com/seed-491dada8/sandbox/report"
)

// Snapshot shows the snapshot that was made, if one was.
func (c *Console) Snapshot(kept report.Snapshot) {
	if s := kept.Snapshot; s != nil {
		c.Done("Snapshot %s of %s: %s (%s)\nNext: mage sandbox:restore %s brings it back", s.Name, s.Instance, strings.Join(s.Volumes, ", "), volumecopy.Size(s.Bytes), s.Name)
	}
}

// Restore shows that the data of a snapshot is back, unless it failed before.
func (c *Console) Restore(restored report.Restore) {
	if len(restored.Volumes) > 0 {
		c.Done("The data of %s is that of snapshot %s", restored.Instance, restored.Snapshot)
	}
}

// Snapshots shows the snapshots of a repository as a table.
func (c *Console) Snapshots(listed report.Snapshots) {
	if listed.Deleted != "" {
		c.Done("Snapshot %s is deleted", listed.Deleted)
	}
	if listed.Error == nil && len(listed.Snapshots) == 0 {
		c.Done("There is no snapshot; mage sandbox:snapshot NAME makes one")
	}
	var cells [][]string
	for _, s := range listed.Snapshots {
		from := s.Instance
		if s.Destroyed {
			from += " (destroyed)"
		}
		cells = append(cells, []string{s.Name, volumecopy.Size(s.Bytes), s.Created, from})
	}
	for _, line := range grid(cells) {
		c.result("%s", line)
	}
}
