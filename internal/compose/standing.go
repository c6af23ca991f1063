package compose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Standing names all that `docker compose up` goes by: what the project is made
// of, and its containers, each with its image and its networks. All else a
// container keeps for its life. While this is what it was after an `up`, another
// one has nothing to do, and takes as long to find that out as all else together.
// It is "" where that is not certain, and where a container does not run. An image
// that is mounted may be another one by now.
func (p Project) Standing(containers []docker.Container) string {
	key := p.Key()
	if key == "" || len(containers) == 0 {
		return ""
	}
	var lines []string
	for _, c := range containers {
		if !c.Up() || slices.ContainsFunc(c.Mounts, func(m docker.Mount) bool { return m.Type == "image" }) {
			return ""
		}
		lines = append(lines, fmt.Sprintf("%s %s %s\n", c.ID, c.Image, c.NetworkIDs()))
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
