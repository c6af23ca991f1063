package compose

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Standing names all that `docker compose up` goes by: what the project is made
// of, and its containers, each with its image and its networks. All else a
// container keeps for its life. While this is what it was after an `up`, another
// one has nothing to do, and takes as long to find that out as all else together.
// It is "" where that is not certain, and where a container does not run. An image
// that is mounted may be another one by now.
func (p Project) Standing(containers []Container) string {
	key := p.Key()
	if key == "" || len(containers) == 0 {
		return ""
	}
	var lines []string
	for _, c := range containers {
		if !c.Up() || slices.ContainsFunc(c.Mounts, func(m Mount) bool { return m.Type == "image" }) {
			return ""
		}
		lines = append(lines, fmt.Sprintf("%s %s %s\n", c.ID, c.Image, c.networks()))
	}
	slices.Sort(lines)
	return key + "\n" + strings.Join(lines, "")
}

// StandingIDs are the ids of the containers in what [Project.Standing] names, in
// order.
func StandingIDs(standing string) []string {
	var ids []string
	_, containers, _ := strings.Cut(standing, "\n")
	for line := range strings.Lines(containers) {
		id, _, _ := strings.Cut(line, " ")
		if !fullID.MatchString(id) {
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

var fullID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// networks are the ids of those that the container is connected to.
func (c Container) networks() []string {
	var ids []string
	for _, network := range c.NetworkSettings.Networks {
		ids = append(ids, network.NetworkID)
	}
	slices.Sort(ids)
	return ids
}

// ImageIDs are the engine's own names of images, in their order.
func (p Project) ImageIDs(ctx context.Context, images ...string) ([]string, error) {
	text, err := p.output(ctx, append([]string{"image", "inspect", "--format", "{{.Id}}", "--"}, images...)...)
	return strings.Fields(string(text)), err
}
