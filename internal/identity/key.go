package identity

import (
	"cmp"
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// WithKey returns the workspace of an instance that has a key. One of version 0.1
// has none, and gets it now. Any containers of its project have to prove that they
// are of this directory.
func WithKey(ctx context.Context, w workspace.Workspace) (workspace.Workspace, error) {
	if w.Instance.Key != "" {
		return w, nil
	}
	known, _ := claims.All()
	claim, claimed := claims.Of(known, w.Instance)
	remains, err := w.Project.Remains(ctx, claim.Key)
	if err != nil {
		return w, err
	}
	if err := provenContainers(w.Instance, remains.Containers, claim.Key); err != nil {
		return w, err
	}
	key := cmp.Or(claim.Key, instance.NewKey())
	if err := instance.AddKey(w.Instance.Dir, key); err != nil {
		return w, err
	}
	w.Instance.Key, w.Instance.Variables[instance.KeyVariable] = key, key
	likely := w.Project.Likely
	w.Project = workspace.ProjectOf(w.Stack, w.Instance)
	w.Project.Likely = likely
	if claimed {
		err = recordKey(claim, key)
	}
	return w, err
}

// recordKey completes a claim of version 0.1, whose instance got its key.
func recordKey(claim claims.Claim, key string) error {
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, func(c *claims.Claim) { c.Key, c.Owner = key, currentUser() })
	}
	return err
}

// provenContainers returns an error unless all containers of the project of an
// instance without a key are of its directory. On another machine's engine the
// directory proves nothing: one of the same path may be there, too.
func provenContainers(in instance.Instance, containers []docker.Container, key string) error {
	for _, c := range containers {
		switch {
		case key != "" && c.Key() == key:
		case c.Key() != "", c.WorkingDir() != in.Dir:
			return fmt.Errorf("container %s of the Compose project %s was started from %s, and %s of version 0.1 has no key that proves it yours; "+
				"to leave it alone, delete %s here and run `mage sandbox:init -name=ID`",
				c.ShortName(), in.ID, cmp.Or(plain.Line(c.WorkingDir()), "elsewhere"), instance.File, instance.File)
		case in.Machine != "":
			return fmt.Errorf("container %s runs on %s, where %s may be another directory, and %s of version 0.1 has no key that proves it yours; "+
				"if it is, run `mage sandbox:down` of version 0.1 first, else delete %s here and run `mage sandbox:init -name=ID`",
				c.ShortName(), in.Machine, in.Dir, instance.File, instance.File)
		}
	}
	return nil
}
