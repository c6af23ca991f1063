package sandbox

import (
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/overlay"
)

// writeOverlay puts the instance's overlay there for the services that its files
// have now, and has Compose merge it from here on.
func (o *session) writeOverlay() error {
	if o.in.Key == "" {
		return nil
	}
	if err := overlay.Write(o.in.Dir, overlay.Text(o.config.All, compose.KeyLabel, o.in.Key)); err != nil {
		return notTried(err)
	}
	o.project.Overlay = overlay.File
	return nil
}

// overlays are the files that Compose merges after the user's.
func (o *session) overlays() []string {
	if o.project.Overlay == "" {
		return nil
	}
	return []string{o.project.Overlay}
}
