package identity

import (
	"cmp"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// CheckContainers returns an error if one of the containers of an instance's project
// belongs to another instance: two of them would share the project.
func CheckContainers(w workspace.Workspace, containers []docker.Container) error {
	foreign := Owner(w.Stack, w.Instance).Foreign(containers)
	if len(foreign) == 0 {
		return nil
	}
	return fmt.Errorf("instance id %s is in use by %s (%s); choose another: delete .env.sandbox here and run `mage sandbox:init -name=ID`",
		w.Instance.ID, plain.Line(cmp.Or(foreign[0].WorkingDir(), "another directory")), ownership.Container(foreign[0]))
}
