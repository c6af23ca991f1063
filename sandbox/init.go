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

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
)

// InitOptions say what to make the current directory.
type InitOptions struct {
	Slot string // a number; empty means the lowest from 1 whose ports are free
	Name string // instance id; empty means the slug of the directory's name
}

// Init makes the current directory an instance by writing its .env.sandbox. It
// needs no engine. On an instance it changes nothing, and refuses to give it
// another slot or name.
func (s Sandbox) Init(ctx context.Context, options InitOptions) error {
	slot, err := parseSlot(options.Slot)
	if err != nil {
		return notTried(err)
	}
	in, err := instance.Load(".", s.Stack.scheme())
	switch {
	case errors.Is(err, instance.ErrNone):
		return s.create(ctx, slot, options.Name)
	case err != nil:
		return notTried(err)
	case slot >= 0 && slot != in.Slot:
		return notTried(fmt.Errorf("this directory is instance %s in slot %d already; delete .env.sandbox to give it another", in.ID, in.Slot))
	case options.Name != "" && options.Name != in.ID:
		return notTried(fmt.Errorf("this directory is instance %s already; delete .env.sandbox to give it another name", in.ID))
	}
	s.console().Done("Instance: %s (slot %d), unchanged", in.ID, in.Slot)
	return nil
}

// anySlot stands for a slot that was not asked for.
const anySlot = -1

func parseSlot(text string) (int, error) {
	if text == "" {
		return anySlot, nil
	}
	slot, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("-slot=%s: it must be a number from 0 to %d", text, ports.MaxSlot)
	}
	return slot, ports.ValidSlot(slot)
}

func (s Sandbox) create(ctx context.Context, slot int, id string) error {
	id, err := chooseID(id)
	if err != nil {
		return notTried(err)
	}
	dir, err := instance.Real(".")
	if err != nil {
		return notTried(err)
	}
	claim, err := s.claim(ctx, instance.Claim{Slot: slot, ID: id, Dir: dir, Created: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	if err := s.write(claim); err != nil {
		return notTried(errors.Join(err, release(claim)))
	}
	s.created(claim.ID, claim.Slot)
	return nil
}

// release gives a claim's slot back.
func release(claim instance.Claim) error {
	register, err := instance.OpenRegister(claim.Host)
	if err != nil {
		return err
	}
	return register.Release(claim)
}

func (s Sandbox) write(claim instance.Claim) error {
	variables, err := s.variables(claim.ID, claim.Slot)
	if err != nil {
		return err
	}
	err = instance.Write(claim.Dir, "Made by mage sandbox:init. What stands here wins over the shell's environment.", variables)
	if errors.Is(err, fs.ErrExist) {
		return errors.New("another sandbox:init was quicker here; nothing was changed")
	}
	return err
}

// claim takes the slot that was asked for, or the lowest one that can be had.
func (s Sandbox) claim(ctx context.Context, wanted instance.Claim) (instance.Claim, error) {
	claims, _ := instance.AllClaims() // a bad file matters only where its slot is wanted
	if err := unclaimed(claims, wanted); err != nil {
		return wanted, err
	}
	register, err := instance.OpenRegister("")
	if err != nil {
		return wanted, notTried(err)
	}
	if wanted.Slot != anySlot {
		return wanted, take(register, wanted)
	}
	for wanted.Slot = 1; wanted.Slot <= ports.MaxSlot; wanted.Slot++ {
		free, err := s.portsFree(ctx, wanted.Slot)
		if err != nil {
			return wanted, notTried(err)
		}
		if !free {
			continue
		}
		if err := take(register, wanted); !errors.Is(err, instance.ErrClaimed) {
			return wanted, err
		}
	}
	return wanted, portTaken(fmt.Errorf("no slot is free: each from 1 to %d is claimed or has a taken port; stop an instance, or ask for a slot with -slot=N", ports.MaxSlot))
}

// unclaimed wants the id and the slot to be nobody else's: two directories of
// one name would meet in each other's containers and data.
func unclaimed(claims []instance.Claim, wanted instance.Claim) error {
	for _, c := range claims {
		switch {
		case c.Dir == wanted.Dir || c.Stale() != nil:
		case c.ID == wanted.ID:
			return notTried(fmt.Errorf("the instance id %s is in use by %s; choose another with -name=ID", c.ID, c.Dir))
		case c.Slot == wanted.Slot && c.Host == wanted.Host:
			return notTried(fmt.Errorf("slot %d is claimed by instance %s in %s", c.Slot, c.ID, c.Dir))
		}
	}
	return nil
}

func take(register instance.Register, claim instance.Claim) error {
	stale := func(held instance.Claim) bool { return held.Stale() != nil }
	if err := register.Take(claim, stale); err != nil {
		return notTried(fmt.Errorf("slot %d: %w", claim.Slot, err))
	}
	return nil
}

// portsFree tells whether no port of a slot is taken.
func (s Sandbox) portsFree(ctx context.Context, slot int) (bool, error) {
	var bindings []ports.Binding
	for _, p := range s.Stack.scheme() {
		bindings = append(bindings, ports.Binding{Service: p.Service, Host: "127.0.0.1", Port: p.At(slot)})
	}
	taken, err := ports.Taken(ctx, bindings)
	return len(taken) == 0, err
}

func (s Sandbox) created(id string, slot int) {
	c := s.console()
	c.Done("Instance: %s (slot %d)", id, slot)
	var rows []console.Row
	for _, p := range s.Stack.scheme() {
		rows = append(rows, console.Row{Name: p.Variable, Where: strconv.Itoa(p.At(slot))})
	}
	c.Ports(rows)
}

func chooseID(id string) (string, error) {
	if id != "" {
		return id, instance.ValidID(id)
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	if id = instance.Slug(filepath.Base(dir)); id == "" {
		return "", fmt.Errorf("the directory's name %q gives no instance id; name one with -name=ID", filepath.Base(dir))
	}
	return id, nil
}

// variables are the lines of a new file: the instance's own, the stack's, and
// those that this machine or this shell need to find its images and engine.
func (s Sandbox) variables(id string, slot int) ([]instance.Variable, error) {
	lines := []instance.Variable{
		{Name: "INSTANCE_ID", Value: id},
		{Name: "COMPOSE_PROJECT_NAME", Value: id},
		{Name: "SLOT_NUMBER", Value: strconv.Itoa(slot)},
		{Name: "SANDBOX_BIND", Value: "127.0.0.1"},
	}
	for _, p := range s.Stack.scheme() {
		lines = append(lines, instance.Variable{Name: p.Variable, Value: strconv.Itoa(p.At(slot))})
	}
	for _, v := range s.Stack.Variables {
		lines = append(lines, instance.Variable{Name: v.Name, Value: v.value()})
	}
	machine, err := instance.MachineVariables()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(machine)) {
		lines = append(lines, instance.Variable{Name: name, Value: machine[name]})
	}
	lines = append(lines, engineVariables()...)
	return append(lines,
		instance.Variable{Name: "CREATED_AT", Value: time.Now().UTC().Format(time.RFC3339)},
		instance.Variable{Name: "SANDBOX_VERSION", Value: Version},
	), nil
}

// engineVariables records the engine that the shell names, for afterwards only
// the file counts. DOCKER_HOST wins, as with docker itself.
func engineVariables() []instance.Variable {
	names := []string{"DOCKER_CONTEXT"}
	if os.Getenv("DOCKER_HOST") != "" {
		names = []string{"DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"}
	}
	var lines []instance.Variable
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			lines = append(lines, instance.Variable{Name: name, Value: value})
		}
	}
	return lines
}

func (v Variable) value() string {
	if v.Value == "" {
		return rand.Text()
	}
	return v.Value
}
