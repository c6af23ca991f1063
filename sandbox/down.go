package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// DownOptions say how to stop an instance.
type DownOptions struct {
	Volumes bool // delete its data too
	// Adopted names volumes, separated by commas, to delete although they are older
	// than the instance.
	Adopted string
	Yes     bool // without asking
}

// Down stops the instance and removes its containers. Its data stays, unless
// Volumes or Adopted is set and the person at the terminal, or Yes, agrees. What
// the engine holds of another instance, or of none, always stays.
func (s Sandbox) Down(ctx context.Context, options DownOptions) error {
	return outcome.Interruption(ctx, s.down(ctx, options))
}

func (s Sandbox) down(ctx context.Context, options DownOptions) error {
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	adopted, err := o.adopted(options.Adopted)
	if err != nil {
		return err
	}
	if _, err := o.Project.Architecture(ctx); err != nil {
		return err
	}
	if options.Volumes || len(adopted) > 0 {
		if err := s.agree(ctx, options.Yes, o.deletion(options.Volumes, adopted)); err != nil {
			return err
		}
	}
	release, err := o.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := o.stop(ctx, options.Volumes, adopted); err != nil {
		return err
	}
	if options.Volumes {
		o.console.Done("Instance %s is stopped, and its volumes are deleted", o.Instance.ID)
		return nil
	}
	o.console.Done("Instance %s is stopped; its volumes are kept", o.Instance.ID)
	return nil
}

// adopted returns the volumes that are named, all of which the claim has to record.
func (o *session) adopted(list string) ([]string, error) {
	var names []string
	known := o.identity().Adopted
	for name := range strings.SplitSeq(list, ",") {
		switch {
		case name == "":
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("-volume=%s: this instance has not adopted a volume of that name; it has adopted %s", plain.Line(name), cmp.Or(strings.Join(known, ", "), "none"))
		default:
			names = append(names, name)
		}
	}
	return names, nil
}

func (o *session) deletion(volumes bool, adopted []string) string {
	var parts []string
	if volumes {
		parts = append(parts, fmt.Sprintf("the volumes of %s, the database among them", o.Instance.ID))
	}
	for _, name := range adopted {
		parts = append(parts, "volume "+name)
	}
	return fmt.Sprintf("Delete %s?", strings.Join(parts, ", and "))
}

// stop removes what is proven to be the instance's own, and shows the rest.
func (o *session) stop(ctx context.Context, volumes bool, adopted []string) error {
	h, err := ownership.Look(ctx, o.Project, o.identity())
	if err == nil {
		err = unproven(h)
	}
	if err != nil {
		return err
	}
	h.Adopted = without(h.Adopted, adopted...)
	showKept(o.console, h, deletesAdopted)
	o.console.Doing("stopping " + o.Instance.ID)
	if err := o.keepAnonymous(h.Anonymous, volumes); err != nil {
		return err
	}
	if h.Alone && len(h.Own.Containers) > 0 {
		err = o.Project.Down(ctx)
	} else {
		err = h.RemoveContainers(ctx, o.Project)
	}
	if err == nil && volumes {
		err = h.RemoveVolumes(ctx, o.Project)
	}
	if err != nil || len(adopted) == 0 {
		return err
	}
	if err := o.Project.RemoveVolumes(ctx, adopted); err != nil {
		return err
	}
	return o.record(func(c *claims.Claim) { c.Volumes = without(c.Volumes, adopted...) })
}

// keepAnonymous names the volumes without a name that no container will have any
// more, and records them before the containers go.
func (o *session) keepAnonymous(names []string, deleted bool) error {
	if len(names) == 0 || o.Instance.Key == "" {
		return nil
	}
	if !deleted {
		o.console.Doing(fmt.Sprintf("kept: %s without a name (%s); mage sandbox:down -volumes deletes them", plural(len(names), "volume"), list(names)))
	}
	return o.record(func(c *claims.Claim) { c.Anonymous = names })
}

// agree asks before something is deleted, unless Yes was given beforehand. The
// error is for whoever does not agree, or cannot be asked.
func (s Sandbox) agree(ctx context.Context, given bool, question string) error {
	if given {
		return nil
	}
	yes, asked := s.console().Ask(ctx, question)
	switch {
	case !asked:
		return fmt.Errorf("there is no terminal to ask on; add -yes to agree to this: %s", question)
	case !yes:
		return errors.New("nothing was removed")
	}
	return nil
}
