package sandbox

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// standingFile tells, in the state folder, what the last start left that passed.
const standingFile = "standing"

// stands tells whether all of the stack runs as the last start that passed has
// left it: then there is nothing for Compose to do, whatever the gate finds.
func (o *session) stands(ctx context.Context, containers []docker.Container) bool {
	standing := o.Project.Standing(containers)
	return standing != "" && standing == leftStanding(o.Instance.Dir) && len(o.identity().WithoutKey(containers)) == 0 && o.ownImages(ctx, containers)
}

// leftStanding is what the last start has left in an instance's directory, "" if
// nobody knows.
func leftStanding(dir string) string {
	left, err := textfile.Read(filepath.Join(dir, instance.StateFolder, standingFile))
	if err != nil {
		return ""
	}
	return string(left)
}

// ownImages tells whether each container runs on what its service's image is
// now: somebody may have built or pulled another one by that name, or Compose is
// to look for one each time.
func (o *session) ownImages(ctx context.Context, containers []docker.Container) bool {
	var names, ids []string
	for _, c := range containers {
		if !slices.Contains([]string{"", "missing", "if_not_present", "never"}, o.Config.Services[c.Service()].PullPolicy) {
			return false
		}
		names, ids = append(names, o.image(c.Service())), append(ids, c.Image)
	}
	found, err := o.Project.ImageIDs(ctx, names...)
	return err == nil && slices.Equal(found, ids)
}

// keepStanding remembers what a start has left that passed. It is not certain if
// the files were edited since the start; before is what they were then. That it
// cannot be remembered costs the next start some time, and no more.
func (o *session) keepStanding(before string, containers []docker.Container) {
	path := filepath.Join(o.Instance.Dir, instance.StateFolder, standingFile)
	if standing := o.Project.Standing(containers); standing != "" && o.Project.Key() == before {
		_ = textfile.Replace(path, []byte(standing), 0o600)
	}
}
