package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Container describes a container and its owner, such as "container shop-db-1, of
// an instance in /home/a/shop".
func Container(c docker.Container) string {
	return plain.Line("container " + c.ShortName() + ", " + owner(c.Key(), c.Project(), c.WorkingDir()))
}

// Volume describes a volume, its owner and the containers that mount it.
func Volume(v docker.Volume, users []docker.Container) string {
	text := "volume " + v.Name + ", " + owner(v.Key(), v.Project(), v.WorkingDir())
	if !v.CreatedAt.IsZero() {
		text += ", created " + v.CreatedAt.UTC().Format(time.RFC3339)
	}
	var mounting []string
	for _, c := range users {
		mounting = append(mounting, c.ShortName()+" of "+cmp.Or(c.WorkingDir(), "an unknown directory"))
	}
	if len(mounting) > 0 {
		slices.Sort(mounting)
		text += ", mounted by " + strings.Join(mounting, " and ")
	}
	return plain.Line(text)
}

// owner describes the owner of an object from its labels.
func owner(key, project, dir string) string {
	switch {
	case key != "":
		return "of the instance in " + cmp.Or(dir, "an unknown directory")
	case dir != "":
		return fmt.Sprintf("without a key, of Compose project %s in %s", project, dir)
	case project != "":
		return "without a key, of Compose project " + project
	default:
		return "without a key or a Compose project"
	}
}
