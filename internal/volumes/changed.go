package volumes

import (
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// changed returns a sentence for each existing volume whose definition in the Compose
// files is another one now. Compose keeps such a volume as it is, or asks on a terminal
// whether to delete its data.
func changed(specs []docker.VolumeSpec, existing []docker.Volume) (sentences []string) {
	for _, spec := range specs {
		i := slices.IndexFunc(existing, func(v docker.Volume) bool { return v.Name == spec.Name })
		if i >= 0 && spec.Definition != existing[i].Definition() {
			sentences = append(sentences, fmt.Sprintf(
				"volume %s was made with another driver, other driver_opts or other labels than the Compose file gives it now; it stays as it is until `mage sandbox:down -volumes` deletes it",
				spec.Name))
		}
	}
	return sentences
}
