package sandbox

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

// ensureKey gives an instance of version 0.1 its key. Any containers of its project
// have to prove that they are of this directory; [Sandbox.Up] asks for a proof of
// the volumes afterwards, whatever the key is.
func (o *session) ensureKey(ctx context.Context) error {
	if o.Instance.Key != "" {
		return nil
	}
	known, _ := claims.All()
	claim, claimed := claims.Of(known, o.Instance)
	remains, err := o.Project.Remains(ctx, claim.Key)
	if err != nil {
		return err
	}
	if err := o.proven(remains.Containers, claim.Key); err != nil {
		return err
	}
	key := cmp.Or(claim.Key, instance.NewKey())
	if err := instance.AddKey(o.Instance.Dir, key); err != nil {
		return err
	}
	o.Instance.Key, o.Instance.Variables[instance.KeyVariable] = key, key
	likely := o.Project.Likely
	o.Project = workspace.ProjectOf(o.Stack, o.Instance)
	o.Project.Likely = likely
	if claimed {
		return o.recordKey(claim)
	}
	return nil
}

// recordKey completes the claim of version 0.1 of an instance that got its key.
func (o *session) recordKey(claim claims.Claim) error {
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, func(c *claims.Claim) { c.Key, c.Owner = o.Instance.Key, currentUser() })
	}
	return err
}

// proven returns an error unless all containers of the project of an instance
// without a key are of its directory. On another machine's engine the directory
// proves nothing: one of the same path may be there, too.
func (o *session) proven(containers []docker.Container, key string) error {
	for _, c := range containers {
		switch {
		case key != "" && c.Key() == key:
		case c.Key() != "", c.WorkingDir() != o.Instance.Dir:
			return fmt.Errorf("container %s of the Compose project %s was started from %s, and %s of version 0.1 has no key that proves it yours; "+
				"to leave it alone, delete %s here and run `mage sandbox:init -name=ID`",
				c.ShortName(), o.Instance.ID, cmp.Or(plain.Line(c.WorkingDir()), "elsewhere"), instance.File, instance.File)
		case o.Instance.Machine != "":
			return fmt.Errorf("container %s runs on %s, where %s may be another directory, and %s of version 0.1 has no key that proves it yours; "+
				"if it is, run `mage sandbox:down` of version 0.1 first, else delete %s here and run `mage sandbox:init -name=ID`",
				c.ShortName(), o.Instance.Machine, o.Instance.Dir, instance.File, instance.File)
		}
	}
	return nil
}
