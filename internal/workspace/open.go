package workspace

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/overlay"
	"github.com/seed-491dada8/sandbox/stack"
)

// project returns the Compose project of an instance, with the containers that it
// probably has.
func project(s stack.Stack, in instance.Instance) compose.Project {
	p := ProjectOf(s, in)
	p.Likely = compose.FingerprintIDs(lastFingerprint(in.Dir))
	return p
}

// Open returns the workspace of an instance. Compose resolves its files anew.
func Open(ctx context.Context, s stack.Stack, in instance.Instance) (Workspace, error) {
	if IsUndeclared(s) {
		return openDerived(ctx, s, in, derived.Open)
	}
	p := project(s, in)
	return locate(ctx, s, in, p, func() (compose.Config, error) { return p.ConfigAndCache(ctx, CachedConfig(in.Dir)) })
}

// OpenCached returns the workspace of an instance with the cached configuration, if
// everything that it was resolved from is the same. A cached configuration has no
// text. Otherwise OpenCached does what [Open] does.
func OpenCached(ctx context.Context, s stack.Stack, in instance.Instance) (Workspace, error) {
	if IsUndeclared(s) {
		return openDerived(ctx, s, in, derived.Open)
	}
	p := project(s, in)
	if config, found := p.CachedConfig(CachedConfig(in.Dir)); found {
		return locate(ctx, s, in, p, func() (compose.Config, error) { return config, nil })
	}
	return Open(ctx, s, in)
}

// Survey does what [OpenCached] does, and lists the project's containers meanwhile,
// because docker needs time for each. If both fail, the error is about the files,
// which are to be corrected first.
func Survey(ctx context.Context, s stack.Stack, in instance.Instance) (Workspace, []docker.Container, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var containers []docker.Container
	listed := make(chan error, 1)
	go func() {
		var err error
		containers, err = project(s, in).Reach(ctx)
		listed <- err
	}()
	w, err := OpenCached(ctx, s, in)
	if err != nil {
		cancel()
		<-listed
		return w, nil, err
	}
	return w, containers, <-listed
}

// locate asks docker at once for the project's configuration and for the machine of
// its engine. Neither needs the engine. An error about the engine's address comes
// first, because it makes Compose fail too, in other words.
func locate(ctx context.Context, s stack.Stack, in instance.Instance, p compose.Project, read func() (compose.Config, error)) (Workspace, error) {
	w := Workspace{Stack: s, Instance: in, Project: p, declared: s}
	located := make(chan error, 1)
	var machine string
	go func() {
		var err error
		machine, err = engines.Machine(ctx, p)
		located <- err
	}()
	config, err := read()
	if err := <-located; err != nil {
		return w, err
	}
	w.Instance.Locate(machine)
	w.Config = config
	return w.withHostname(), err
}

// WithOverlay writes the instance's overlay for the services that its files have now,
// and returns the workspace whose project merges it.
func (w Workspace) WithOverlay() (Workspace, error) {
	if w.Instance.Key == "" {
		return w, nil
	}
	var changes overlay.Changes
	if w.Derived != nil {
		changes = w.Derived.Changes
	}
	if err := overlay.Write(w.Instance.Dir, overlay.Text(w.Config.All, docker.KeyLabel, w.Instance.Key, changes)); err != nil {
		return w, err
	}
	w.Project.Overlay = overlay.File
	return w, nil
}

// ConfigText returns the whole text of the configuration, or nil if Compose cannot
// resolve it.
func (w Workspace) ConfigText(ctx context.Context) []byte {
	if w.Config.Text != nil {
		return w.Config.Text
	}
	config, _ := w.Project.Config(ctx)
	return config.Text
}
