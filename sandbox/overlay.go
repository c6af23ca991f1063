package sandbox

import (
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/overlay"
)

// writeOverlay puts the instance's overlay there for the services that its files
// have now, and has Compose merge it from here on.
func (o *session) writeOverlay() error {
	if o.Instance.Key == "" {
		return nil
	}
	if err := overlay.Write(o.Instance.Dir, overlay.Text(o.Config.All, docker.KeyLabel, o.Instance.Key, overlay.Changes{})); err != nil {
		return err
	}
	o.Project.Overlay = overlay.File
	return nil
}

// overlays are the files that Compose merges after the user's.
func (o *session) overlays() []string {
	if o.Project.Overlay == "" {
		return nil
	}
	return []string{o.Project.Overlay}
}
