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
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
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
	if err := s.validate(); err != nil {
		return err
	}
	slot, err := parseSlot(options.Slot, s.Stack.Scheme())
	if err != nil {
		return notTried(err)
	}
	in, err := instance.Load(".", s.Stack.Scheme())
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

func (s Sandbox) create(ctx context.Context, slot int, id string) error {
	dir, err := instance.Real(".")
	if err != nil {
		return notTried(err)
	}
	if id, err = instanceID(id, dir); err != nil {
		return notTried(err)
	}
	wanted := newClaim(id, dir, slot)
	wanted.Engine = shellEngine()
	claim, err := s.claim(ctx, wanted)
	if err != nil {
		return err
	}
	if err := s.write(claim); err != nil {
		return notTried(errors.Join(err, s.giveBack(claim)))
	}
	s.created(claim)
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

func (s Sandbox) write(claim claims.Claim) error {
	variables, err := s.variables(claim)
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
	if err := confirm(claim); err != nil {
		return errors.Join(err, os.Remove(filepath.Join(claim.Dir, instance.File)))
	}
	return nil
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
	}
	if claim.Host == "" {
		lines = append(lines, instance.Variable{Name: "SANDBOX_BIND", Value: "127.0.0.1"})
	}
	for _, p := range s.Stack.Scheme() {
		lines = append(lines, instance.Variable{Name: p.Variable, Value: strconv.Itoa(p.At(claim.Slot))})
	}
	for _, v := range s.Stack.Variables {
		lines = append(lines, instance.Variable{Name: v.Name, Value: valueOf(v)})
	}
	machine, err := machineVariables(s.Stack, claim.Host)
	if err != nil {
		return nil, err
	}
	for _, others := range []map[string]string{machine, shellEngine().Variables()} {
		for _, name := range slices.Sorted(maps.Keys(others)) {
			lines = append(lines, instance.Variable{Name: name, Value: others[name]})
		}
	}
	return append(lines,
		instance.Variable{Name: "CREATED_AT", Value: time.Now().UTC().Format(time.RFC3339)},
		instance.Variable{Name: "SANDBOX_VERSION", Value: Version},
	), nil
}

// shellEngine is the engine that the shell names. It is recorded, for afterwards
// only the file counts. DOCKER_HOST wins, as with docker itself.
func shellEngine() instance.Engine {
	if os.Getenv("DOCKER_HOST") == "" {
		return instance.Engine{DockerContext: os.Getenv("DOCKER_CONTEXT")}
	}
	return instance.Engine{
		DockerHost: os.Getenv("DOCKER_HOST"), TLSVerify: os.Getenv("DOCKER_TLS_VERIFY"), CertPath: os.Getenv("DOCKER_CERT_PATH"),
	}
}

func valueOf(v stack.Variable) string {
	if v.Value == "" {
		return rand.Text()
	}
	return v.Value
}
