package compose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Fingerprint returns everything that `docker compose up` compares: the hash of the
// project's sources, and its containers, each with its image and its networks. A
// container keeps the rest for its life. As long as the fingerprint is the one after an
// `up`, another `up` has nothing to do; Compose needs as much time to find that out as
// the rest of a start together. Fingerprint returns "" if it cannot be certain: if a
// container does not run, or mounts an image, which may be another one by now.
func (p Project) Fingerprint(containers []docker.Container) string {
	hash := p.SourceHash()
	if hash == "" || len(containers) == 0 {
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
	return hash + "\n" + strings.Join(lines, "")
}

// FingerprintIDs returns the ids of the containers in a fingerprint, in order.
func FingerprintIDs(fingerprint string) []string {
	var ids []string
	_, containers, _ := strings.Cut(fingerprint, "\n")
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
