package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/stack"
)

// identity returns the instance as its objects on the engine know it.
func (o *session) identity() ownership.Instance {
	known, _ := claims.All() // a claim that cannot be read records nothing
	claim, _ := claims.Of(known, o.Instance)
	claim.ID, claim.Key = o.Instance.ID, o.Instance.Key
	claim.Move(o.Instance.Dir)
	return identityOf(o.Stack, claim)
}

// identityOf is identity for an instance that only its claim may know.
func identityOf(s stack.Stack, claim claims.Claim) ownership.Instance {
	in := ownership.Instance{ID: claim.ID, Key: claim.Key, Dir: claim.Dir, Former: claim.Former, Adopted: claim.Volumes, Anonymous: claim.Anonymous}
	for _, image := range s.Images {
		in.Images = append(in.Images, image.Repository+":"+claim.ID)
	}
	in.Images = append(in.Images, compose.Project{Project: docker.Project{Name: claim.ID}}.CachedBuilds(workspace.CachedConfig(claim.Dir))...)
	return in
}

// record alters the instance's claim.
func (o *session) record(change func(*claims.Claim)) error {
	o.renewClaim()
	known, _ := claims.All()
	claim, found := claims.Of(known, o.Instance)
	if !found {
		return errors.New("cannot record the volumes of this instance: it has no claim; `mage sandbox:doctor` says why")
	}
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, change)
	}
	return err
}

// with returns names with more of them, each once.
func with(names []string, more ...string) []string {
	all := slices.Concat(names, more)
	slices.Sort(all)
	return slices.Compact(all)
}

// without returns names but for some of them.
func without(names []string, some ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(some, name) })
}

// deletesAdopted is the command that deletes an adopted volume of an instance, up to
// the volume's name. Of a destroyed instance only docker's own command is left.
const deletesAdopted, deletesVolume = "mage sandbox:down -volume=", "docker volume rm "

// showKept says what stays on the engine, and which command deletes adopted volumes.
func showKept(c *console.Console, h ownership.Holdings, deletes string) {
	for _, other := range worktree.Shorten(h.Others) {
		c.Doing("kept: " + other)
	}
	for _, name := range h.Adopted {
		c.Doing(fmt.Sprintf("kept: volume %s, whose data is older than this instance; %s%s deletes it", name, deletes, name))
	}
}

// unproven returns an error for containers of the instance's directory without a
// key: nothing proves whose they are.
func unproven(h ownership.Holdings) error {
	if len(h.Unkeyed) == 0 {
		return nil
	}
	return fmt.Errorf("%s of this directory have no key that proves whose they are, such as %s; run `mage sandbox:up` once, which gives them this instance's; nothing was removed",
		plural(len(h.Unkeyed), "container"), ownership.Container(h.Unkeyed[0]))
}

// look asks an engine that may not answer for an instance's holdings.
func look(ctx context.Context, project compose.Project, in ownership.Instance) (ownership.Holdings, error) {
	if _, err := project.Architecture(ctx); err != nil {
		return ownership.Holdings{}, err
	}
	return ownership.Look(ctx, project, in)
}
