package stops

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// MarkListed marks containers that docker ps listed, as [Mark] does, of those that are ours.
// docker ps tells no health of a container that has ended, nor when it ended. So the state of
// those that exited with 0 is asked for first, in one call. If the engine does not answer,
// they stay as docker ps listed them.
func MarkListed(ctx context.Context, p docker.Project, containers []docker.Container, ours func(docker.Container) bool) {
	var ended []string
	for _, c := range containers {
		if endedWell(c) && ours(c) {
			ended = append(ended, c.ID)
		}
	}
	if len(ended) == 0 {
		return
	}
	args := []string{"inspect", "--type", "container", "--format", `{"Id":{{json .Id}},"State":{{json .State}}}`}
	text, _ := p.Output(ctx, append(args, ended...)...) // one that was removed meanwhile is an error
	for line := range bytes.Lines(text) {
		var found docker.Container
		if json.Unmarshal(line, &found) != nil {
			continue
		}
		if i := slices.IndexFunc(containers, func(c docker.Container) bool { return c.ID == found.ID }); i >= 0 {
			containers[i].State = found.State
		}
	}
	Mark(ctx, p, containers, func(c docker.Container) bool { return c.Health() == "" && ours(c) })
}
