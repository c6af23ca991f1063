package workspace

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// fingerprintFile holds, in the state folder, the fingerprint of the containers that
// the last successful start left.
const fingerprintFile = "standing"

// Unchanged reports whether the whole stack runs as the last successful start left
// it. Compose then has nothing to do.
func (w Workspace) Unchanged(ctx context.Context, containers []docker.Container) bool {
	fingerprint := w.Project.Fingerprint(containers)
	return fingerprint != "" && fingerprint == lastFingerprint(w.Instance.Dir) && w.runsItsImages(ctx, containers)
}

// lastFingerprint returns the fingerprint in an instance's directory, or "".
func lastFingerprint(dir string) string {
	text, err := textfile.Read(filepath.Join(dir, instance.StateFolder, fingerprintFile))
	if err != nil {
		return ""
	}
	return string(text)
}

// runsItsImages reports whether each container runs on the image that its service's
// name means now. Another image may have been built or pulled by that name. It
// reports false if Compose is to pull an image at each start.
func (w Workspace) runsItsImages(ctx context.Context, containers []docker.Container) bool {
	var names, ids []string
	for _, c := range containers {
		if !slices.Contains([]string{"", "missing", "if_not_present", "never"}, w.Config.Services[c.Service()].PullPolicy) {
			return false
		}
		names, ids = append(names, w.Image(c.Service())), append(ids, c.Image)
	}
	found, err := w.Project.ImageIDs(ctx, names...)
	return err == nil && slices.Equal(found, ids)
}

// KeepFingerprint records the containers of a successful start. Before is the
// project's key when the start began: if the files were edited since, KeepFingerprint
// records nothing. A failure costs the next start only time.
func (w Workspace) KeepFingerprint(before string, containers []docker.Container) {
	path := filepath.Join(w.Instance.Dir, instance.StateFolder, fingerprintFile)
	if fingerprint := w.Project.Fingerprint(containers); fingerprint != "" && w.Project.SourceHash() == before {
		_ = textfile.Replace(path, []byte(fingerprint), 0o600)
	}
}
