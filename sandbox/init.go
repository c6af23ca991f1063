package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// InitOptions say what to make the current directory.
type InitOptions struct {
	Slot string // a number; empty means the lowest from 1 whose ports are free
	Name string // instance id; empty means the slug of the directory's name
	// AdoptVolumes has the instance use the volumes of its project that exist
	// already and bear no key. It asks first, unless Yes is set, and needs an engine.
	AdoptVolumes, Yes bool
}

// Init makes the current directory an instance by writing its .env.sandbox, or
// restores the one that it has lost. It needs no engine. On an instance it adds
// only what is missing, and refuses to give it another slot or name. A copy of an
// instance becomes one of its own.
func (s Sandbox) Init(ctx context.Context, options InitOptions) error {
	if err := s.makeInstance(ctx, options); err != nil || !options.AdoptVolumes {
		return err
	}
	return s.adoptVolumes(ctx, options.Yes)
}

// makeInstance makes the current directory an instance, or finds that it is one.
func (s Sandbox) makeInstance(ctx context.Context, options InitOptions) error {
	if err := s.validate(); err != nil {
		return err
	}
	slot, err := parseSlot(options.Slot, s.Stack.Scheme())
	if err != nil {
		return err
	}
	if err := untracked(ctx, "."); err != nil {
		return err
	}
	in, err := instance.Load(".", s.Stack.Scheme())
	if errors.Is(err, instance.ErrNone) {
		return s.create(ctx, slot, options.Name)
	}
	if err != nil {
		return err
	}
	return s.again(ctx, in, slot, options.Name)
}

// again adds what an instance lacks, and makes one of its own of a copy.
func (s Sandbox) again(ctx context.Context, in instance.Instance, slot int, name string) error {
	known, _ := claims.All()
	if original, copied := originalOf(known, in); copied {
		return s.createInCopy(ctx, original, in.Dir, slot, name)
	}
	switch {
	case slot >= 0 && slot != in.Slot:
		return fmt.Errorf("this directory is instance %s in slot %d already; delete .env.sandbox to give it another", in.ID, in.Slot)
	case name != "" && name != in.ID:
		return fmt.Errorf("this directory is instance %s already; delete .env.sandbox to give it another name", in.ID)
	}
	if err := errors.Join(bind(known, in), keepFile(in.Dir, in.Key), hide(ctx, in.Dir)); err != nil {
		return err
	}
	s.console().Done("Instance: %s (slot %d), unchanged", in.ID, in.Slot)
	return nil
}

// hide has git ignore what an instance keeps in its directory.
func hide(ctx context.Context, dir string) error {
	return git.Exclude(ctx, dir, instance.File, instance.StateFolder+"/")
}

// anySlot stands for a slot that was not asked for.
const anySlot = -1

func parseSlot(text string, scheme ports.Scheme) (int, error) {
	if text == "" {
		return anySlot, nil
	}
	slot, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("-slot=%s: it must be a number from 0 to %d", text, scheme.MaxSlot())
	}
	return slot, scheme.ValidSlot(slot)
}

// create makes this directory an instance, or restores the one that it was.
func (s Sandbox) create(ctx context.Context, slot int, id string) error {
	dir, err := instance.Real(".")
	if err != nil {
		return err
	}
	restored, err := s.restore(dir, slot, id)
	if restored && err == nil {
		err = hide(ctx, dir)
	}
	switch {
	case err != nil:
		return err
	case restored:
		return nil
	}
	return s.createIn(ctx, dir, slot, id, func() error { return nil })
}

// createInCopy makes a copied directory an instance of its own. The copied file is
// kept in the state folder.
func (s Sandbox) createInCopy(ctx context.Context, original claims.Claim, dir string, slot int, id string) error {
	return s.createIn(ctx, dir, slot, id, func() error {
		s.console().Doing(fmt.Sprintf("this directory was copied from instance %s in %s; the copied %s is now %s",
			original.ID, original.Dir, instance.File, filepath.Join(instance.StateFolder, instance.CopiedFile)))
		return instance.SetAside(dir, original.Key)
	})
}

// createIn makes a directory an instance. It calls makeRoom just before it writes
// the file.
func (s Sandbox) createIn(ctx context.Context, dir string, slot int, id string, makeRoom func() error) error {
	id, err := instanceID(id, dir)
	if err != nil {
		return err
	}
	wanted := newClaim(id, dir, slot)
	wanted.Engine = engines.Shell()
	claiming, claim, err := s.claimed(ctx, wanted)
	if err != nil {
		return err
	}
	if err = makeRoom(); err == nil {
		err = claiming.write(ctx, claim)
	}
	if err != nil {
		return errors.Join(err, s.giveBack(claim))
	}
	if err := releaseOthers(claim); err != nil {
		return err
	}
	claiming.created(claim)
	return nil
}

// giveBack releases the claim of an instance that could not be made, unless the
// claim has become that of one which another init has made here.
func (s Sandbox) giveBack(claim claims.Claim) error {
	in, err := instance.Load(claim.Dir, s.Stack.Scheme())
	if err == nil && in.ID == claim.ID && in.Slot == claim.Slot && in.Machine == claim.Host {
		return nil
	}
	return release(claim)
}

// write writes the file of a claimed instance.
func (s Sandbox) write(ctx context.Context, claim claims.Claim) error {
	variables, err := s.variables(claim)
	if err == nil {
		err = hide(ctx, claim.Dir)
	}
	if err != nil {
		return err
	}
	err = instance.Write(claim.Dir, "Made by mage sandbox:init. What stands here wins over the shell's environment.", variables)
	if errors.Is(err, fs.ErrExist) {
		return errors.New("another sandbox:init was quicker here; nothing was changed")
	}
	if err != nil {
		return err
	}
	if err = confirm(claim); err == nil {
		err = keepFile(claim.Dir, claim.Key)
	}
	return orRemove(claim.Dir, err)
}

// orRemove removes the file that was just written in a directory if err says that
// it must not stand.
func orRemove(dir string, err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(err, os.Remove(filepath.Join(dir, instance.File)))
}

func (s Sandbox) created(claim claims.Claim) {
	c := s.console()
	c.Done("Instance: %s (slot %d)", claim.ID, claim.Slot)
	var rows []console.Row
	for _, p := range s.Stack.Scheme() {
		rows = append(rows, console.Row{Name: p.Variable, Where: strconv.Itoa(p.At(claim.Slot))})
	}
	c.Ports(rows)
	if claim.Host != "" {
		c.Doing(fmt.Sprintf("its engine is on %s: before sandbox:up, say in .env.sandbox which address there its ports are published on, such as SANDBOX_BIND=0.0.0.0", claim.Host))
	}
}

// instanceID is the id that was asked for, or the one that a directory's name gives.
func instanceID(id, dir string) (string, error) {
	if id != "" {
		return id, instance.ValidID(id)
	}
	if id = instance.Slug(filepath.Base(dir)); id == "" {
		return "", fmt.Errorf("the directory's name %q gives no instance id; name one with -name=ID", filepath.Base(dir))
	}
	return id, nil
}

// variables are the lines of a new file: the instance's own, the stack's, and
// those by which its images and its engine are found.
//
// On which address another machine publishes the ports is left to the user.
func (s Sandbox) variables(claim claims.Claim) ([]instance.Variable, error) {
	lines := []instance.Variable{
		{Name: "INSTANCE_ID", Value: claim.ID},
		{Name: "COMPOSE_PROJECT_NAME", Value: claim.ID},
		{Name: "SLOT_NUMBER", Value: strconv.Itoa(claim.Slot)},
		{Name: instance.KeyVariable, Value: claim.Key},
	}
	if claim.Host == "" {
		lines = append(lines, instance.Variable{Name: "SANDBOX_BIND", Value: "127.0.0.1"})
	}
	for _, p := range s.Stack.Scheme() {
		line := instance.Variable{Name: p.Variable, Value: strconv.Itoa(p.At(claim.Slot))}
		if !slices.Contains(lines, line) { // one variable may set several ports
			lines = append(lines, line)
		}
	}
	for _, v := range s.Stack.Variables {
		lines = append(lines, instance.Variable{Name: v.Name, Value: valueOf(v)})
	}
	machine, err := machineVariables(s.Stack, claim.Host)
	if err != nil {
		return nil, err
	}
	for _, others := range []map[string]string{machine, engines.Shell().Variables()} {
		for _, name := range slices.Sorted(maps.Keys(others)) {
			lines = append(lines, instance.Variable{Name: name, Value: others[name]})
		}
	}
	return append(lines,
		instance.Variable{Name: "CREATED_AT", Value: time.Now().UTC().Format(time.RFC3339)},
		instance.Variable{Name: "SANDBOX_VERSION", Value: Version},
	), nil
}

func valueOf(v stack.Variable) string {
	if v.Value == "" {
		return rand.Text()
	}
	return v.Value
}
