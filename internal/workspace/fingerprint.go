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
// it. Compose then has nothing to do. Images are those of [Workspace.FindImages].
func (w Workspace) Unchanged(containers []docker.Container, images func() map[string]string) bool {
	fingerprint := w.Project.Fingerprint(containers)
	return fingerprint != "" && fingerprint == lastFingerprint(w.Instance.Dir) && w.runsItsImages(containers, images())
}

// FindImages begins to ask the engine for the images of the services, beside whatever else
// the caller asks it. The function that it returns waits for their ids, by name. It returns
// none if an image is missing, or if there was no start that could have left the stack
// unchanged.
func (w Workspace) FindImages(ctx context.Context) func() map[string]string {
	if lastFingerprint(w.Instance.Dir) == "" {
		return func() map[string]string { return nil }
	}
	found := make(chan map[string]string, 1)
	go func() { found <- w.imageIDs(ctx) }()
	return func() map[string]string { return <-found }
}

func (w Workspace) imageIDs(ctx context.Context) map[string]string {
	names := w.Images()
	ids, err := w.Project.ImageIDs(ctx, names...)
	if err != nil || len(ids) != len(names) {
		return nil
	}
	byName := make(map[string]string)
	for i, name := range names {
		byName[name] = ids[i]
	}
	return byName
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
func (w Workspace) runsItsImages(containers []docker.Container, images map[string]string) bool {
	for _, c := range containers {
		isPulled := !slices.Contains([]string{"", "missing", "if_not_present", "never"}, w.Config.Services[c.Service()].PullPolicy)
		if isPulled || images[w.Image(c.Service())] != c.Image {
			return false
		}
	}
	return true
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
