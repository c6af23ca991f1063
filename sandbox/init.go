package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// InitOptions choose the instance that a directory becomes.
type InitOptions struct {
	Slot *int   // nil for the lowest from 1 whose ports are free
	Name string // instance id; empty means the slug of the directory's name
	// AdoptVolumes has the instance use the existing volumes of its project that bear
	// no key. Init asks first, unless Yes is set, and needs an engine.
	AdoptVolumes, Yes bool
	// Data is the id of an instance whose data is copied, with the passwords of its
	// databases. The new instance must have no data yet. Copying needs an engine.
	Data string
}

// Init makes the directory an instance by writing its .env.sandbox, or restores the
// file that the instance has lost. It needs no engine. In a worktree it first copies the
// ignored files that the project names from the main one. On an instance it adds only
// what is missing, and refuses to give it another slot or name. A copy of an instance
// becomes an instance of its own.
func (s Sandbox) Init(ctx context.Context, options InitOptions) (report.Init, error) {
	made := report.NewInit()
	return conclude(ctx, made, s.init(ctx, options, made))
}

func (s Sandbox) init(ctx context.Context, options InitOptions, made *report.Init) error {
	slot, err := s.slot(options.Slot)
	if err != nil {
		return err
	}
	from, err := s.mover().Source(ctx, options.Data, s.dir())
	if err != nil {
		return err
	}
	if made.Copied, err = s.provisioner().Carry(ctx, s.dir(), s.dir()); err != nil {
		return err
	}
	in, err := s.provisioner().Directory(ctx, s.dir(), slot, options.Name)
	if err != nil {
		return err
	}
	if in.State == report.InitCreated && !options.AdoptVolumes {
		if err := transfer.Intend(in.Claim.Dir, from); err != nil {
			return err
		}
	}
	s.describe(ctx, in, made)
	made.Missing = s.provisioner().Missing(ctx, s.dir(), in.Claim.Dir)
	if options.AdoptVolumes {
		if err := s.adoptVolumes(ctx, options.Yes, made); err != nil {
			return err
		}
	}
	return s.mover().Seed(ctx, in.Claim.Dir, from)
}

// slot returns the number of a slot that is asked for, [identity.AnySlot] for nil.
func (s Sandbox) slot(slot *int) (int, error) {
	if err := s.validate(); err != nil {
		return 0, err
	}
	if slot == nil {
		return identity.AnySlot, nil
	}
	return *slot, s.Stack.Scheme().ValidSlot(*slot)
}

func (s Sandbox) provisioner() provision.Provisioner {
	return provision.Provisioner{Stack: s.Stack, Version: Version, Progress: s.emit}
}

// describe fills a document with an instance and its ports. On another machine, the user
// still has to choose the address of the ports.
func (s Sandbox) describe(ctx context.Context, in provision.Instance, made *report.Init) {
	claim := in.Claim
	made.Instance, made.Slot, made.Directory = claim.ID, new(claim.Slot), claim.Dir
	made.State, made.Machine = in.State, claim.Host
	written, err := instance.Load(claim.Dir, in.Stack.Scheme())
	for _, p := range in.Stack.Scheme() {
		port := p.At(claim.Slot)
		if err == nil {
			port = written.Ports[p.Variable]
		}
		made.Ports = append(made.Ports, report.AssignedPort{Variable: p.Variable, Service: p.Service, Port: port, Protocol: p.Protocol()})
	}
	if in.State != report.InitCreated && workspace.IsUndeclared(s.Stack) {
		made.Ports = append(made.Ports, s.derivedPorts(ctx, claim.Dir)...)
	}
	if in.State == report.InitCreated && claim.Host != "" {
		s.step("its engine is on %s: before `mage sandbox:up`, say in .env.sandbox which address there its ports are published on, such as SANDBOX_BIND=0.0.0.0", claim.Host)
	}
}

// derivedPorts returns the ports of the instance in dir, whose stack is derived: none if its
// Compose files cannot be resolved.
func (s Sandbox) derivedPorts(ctx context.Context, dir string) []report.AssignedPort {
	in, err := Sandbox{Stack: s.Stack, Dir: dir}.instance(ctx)
	if err != nil {
		return nil
	}
	w, err := workspace.OpenCached(ctx, s.Stack, in)
	if err != nil || w.Derived == nil {
		return nil
	}
	return assignedPorts(w)
}

// assignedPorts returns the ports that the instance publishes.
func assignedPorts(w workspace.Workspace) []report.AssignedPort {
	assigned := []report.AssignedPort{}
	for _, p := range w.Stack.Scheme() {
		if number := w.Instance.Ports[p.Variable]; number != 0 {
			assigned = append(assigned, report.AssignedPort{Variable: p.Variable, Service: p.Service, Port: number, Protocol: p.Protocol()})
		}
	}
	return assigned
}

// adoptVolumes records the volumes of the instance's project that bear no key in its
// claim, once the user agrees.
func (s Sandbox) adoptVolumes(ctx context.Context, yes bool, made *report.Init) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := w.Project.Architecture(ctx); err != nil {
		return err
	}
	unlock, err := s.lock(ctx, w.Instance.Dir)
	if err != nil {
		return err
	}
	defer unlock()
	volumes, err := provision.Adoptable(ctx, w)
	switch {
	case err != nil:
		return err
	case len(volumes) == 0:
		s.step("there is no volume to adopt")
		return nil
	}
	if err := s.agree(ctx, yes, provision.AdoptionQuestion(volumes)); err != nil {
		return err
	}
	made.Adopted, err = provision.Adopt(w, volumes, s.emit)
	return err
}
