package sandbox

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/report"
)

// instance looks at .env.sandbox, and whether its id and slot are its own.
func (x *examination) instance(ctx context.Context) []report.Finding {
	const rename = "delete .env.sandbox, then mage sandbox:init -name=ID"
	switch {
	case errors.Is(x.loaded, instance.ErrNone):
		return []report.Finding{skipped("Instance", "none in this directory; mage sandbox:init makes it one")}
	case x.loaded != nil:
		return []report.Finding{problem("Instance", "correct "+instance.File, "%s", oneLine(x.loaded))}
	}
	known, _ := claims.All()
	var copied *identity.CopyError
	switch err := identity.Check(known, x.Instance); {
	case errors.As(err, &copied):
		return []report.Finding{problem("Instance", "mage sandbox:init", "%s", firstPart(err))}
	case err != nil:
		return []report.Finding{problem("Instance", rename, "%s", firstPart(err))}
	}
	if identity.Untracked(ctx, x.Instance.Dir) != nil {
		return []report.Finding{problem("Instance", "git rm --cached "+instance.File, "git tracks %s: every clone would have the same key", instance.File)}
	}
	if _, err := x.ours(); err != nil && ctx.Err() == nil && !errors.Is(err, docker.ErrNoEngine) {
		return []report.Finding{problem("Instance", rename, "%s", firstPart(err))}
	}
	return []report.Finding{fine("Instance", "%s (slot %d)", x.Instance.ID, x.Instance.Slot)}
}

// firstPart is an error without the cure behind it.
func firstPart(err error) string {
	text, _, _ := strings.Cut(oneLine(err), "; ")
	return text
}

// files wants what holds passwords to be its owner's alone, and the directory
// to be one in which an instance can be written.
func (x *examination) files(context.Context) []report.Finding {
	dir, err := instance.Real(x.dir)
	if err != nil {
		return []report.Finding{problem("Files", "change to a directory that is there", "%s", oneLine(err))}
	}
	state := filepath.Join(dir, instance.StateFolder)
	if err := writable(state); err != nil {
		return []report.Finding{unwritable("Files", dir, err)}
	}
	if !instance.Is(dir) {
		return []report.Finding{fine("Files", "this directory can be written")}
	}
	var found []report.Finding
	if mode, open := accessible(filepath.Join(dir, instance.File), 0o600); open {
		found = append(found, warning("Files", "chmod 600 "+instance.File, "%s has mode %04o: others may read its passwords", instance.File, mode))
	}
	if mode, open := accessible(state, 0o700); open {
		found = append(found, warning("Files", "chmod 700 "+instance.StateFolder, "%s has mode %04o: it should be yours alone", instance.StateFolder, mode))
	}
	if found == nil {
		found = append(found, fine("Files", "%s and %s are yours alone", instance.File, instance.StateFolder))
	}
	return found
}

func (x *examination) composeFile(context.Context) []report.Finding {
	if !x.here() {
		return nil
	}
	switch err := x.configured(); {
	case errors.Is(err, instance.ErrNoComposeFile):
		return []report.Finding{problem("Compose file", "change to the directory that has one, or name it as COMPOSE_FILE in .env.sandbox", "%v", err)}
	case errors.Is(err, docker.ErrNoDocker), errors.Is(err, compose.ErrNoCompose):
		return []report.Finding{skipped("Compose file", "only Docker Compose can read it")}
	case err != nil:
		return []report.Finding{problem("Compose file", "correct the Compose file", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Compose file", "%s", plural(len(x.Config.Services), "service"))}
}

// images tells which of the stack's are there, and what becomes of the others.
func (x *examination) images(ctx context.Context) []report.Finding {
	switch {
	case !x.here():
		return nil
	case x.silent():
		return []report.Finding{skipped("Images", "no engine tells which it has")}
	case x.configured() != nil:
		return []report.Finding{skipped("Images", "the Compose file does not tell which")}
	case x.hasAll(ctx):
		return []report.Finding{fine("Images", "all are on the engine")}
	}
	built, pulled := x.missing(ctx)
	if ctx.Err() != nil {
		return []report.Finding{skipped("Images", "%v", context.Cause(ctx))}
	}
	var text []string
	if len(built) > 0 {
		text = append(text, list(built)+" not built yet")
	}
	if len(pulled) > 0 {
		text = append(text, list(pulled)+" not pulled yet")
		return []report.Finding{warning("Images", "mage sandbox:up, which pulls them", "%s", strings.Join(text, "; "))}
	}
	return []report.Finding{fine("Images", "%s", strings.Join(append(text, "mage sandbox:up builds them"), "; "))}
}

// missing are the images that the engine lacks: those that are built here, and
// those that a registry must have.
func (x *examination) missing(ctx context.Context) (built, pulled []string) {
	for _, image := range x.allImages() {
		switch {
		case x.Project.HasImages(ctx, image):
		case x.builtHere(image):
			built = append(built, image)
		default:
			pulled = append(pulled, image)
		}
	}
	return built, pulled
}

// ports looks at those of the instance; where there is none, for a slot.
func (x *examination) ports(ctx context.Context) []report.Finding {
	switch {
	case x.loaded != nil && !errors.Is(x.loaded, instance.ErrNone):
		return []report.Finding{skipped("Ports", "%s does not tell which", instance.File)}
	case x.silent():
		return []report.Finding{skipped("Ports", "no engine tells which its containers publish")}
	case !x.here():
		return []report.Finding{x.freeSlot(ctx)}
	case x.configured() != nil:
		return []report.Finding{skipped("Ports", "the Compose file does not tell which")}
	case x.reachable() != nil:
		return []report.Finding{problem("Ports", "put SANDBOX_BIND=0.0.0.0, or an address of that machine, into .env.sandbox",
			"they are published on %s, but SANDBOX_BIND keeps them on its loopback", x.Instance.Machine)}
	}
	containers, err := x.ours()
	if err != nil {
		return []report.Finding{skipped("Ports", "the containers here are not the instance's own")}
	}
	err = x.checkPorts(ctx, containers)
	var conflict *outcome.Explained
	switch {
	case errors.As(err, &conflict):
		return []report.Finding{problem("Ports", conflict.Details.Hint, "%s", taken(conflict.Details.Ports))}
	case err != nil:
		return []report.Finding{problem("Ports", "correct SANDBOX_BIND in .env.sandbox", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Ports", "%s, free or the instance's own", plural(len(x.Config.Bindings()), "port"))}
}

func taken(all []report.TakenPort) string {
	var parts []string
	for _, p := range all {
		parts = append(parts, preflight.Text(p))
	}
	return strings.Join(parts, "; ")
}

// freeSlot is the lowest slot that nobody has claimed and whose ports are free,
// with those that are passed over for a taken port.
func (x *examination) freeSlot(ctx context.Context) report.Finding {
	claimed := claimedSlots(x.Instance.Machine)
	passed := ""
	last := x.Stack.Scheme().MaxSlot()
	for slot := 1; slot <= last; slot++ {
		if claimed[slot] {
			continue
		}
		foreign, err := x.taken(ctx, slots.Bindings(x.Stack, x.Instance.Machine, slot))
		if err != nil {
			return skipped("Ports", "%s", oneLine(err))
		}
		if len(foreign) == 0 {
			return fine("Ports", "slot %d is free%s", slot, passed)
		}
		if passed == "" {
			port := takenPort(x.Instance.Machine, foreign[0], x.holders(ctx, foreign[:1], "")[foreign[0]])
			passed = fmt.Sprintf("; slot %d is not: %s", slot, taken([]report.TakenPort{port}))
		}
	}
	return problem("Ports", "free a slot: mage sandbox:list shows who has them", "no slot from 1 to %d is free%s", last, passed)
}

// claimedSlots are those of a machine, the claims that cannot be read included.
func claimedSlots(machine string) map[int]bool {
	claimed := make(map[int]bool)
	register, err := claims.Open(machine)
	if err != nil {
		return claimed
	}
	known, problems := register.Claims()
	for _, c := range known {
		claimed[c.Slot] = true
	}
	for _, p := range problems {
		var bad *claims.BadClaim
		if errors.As(p, &bad) {
			claimed[bad.Slot] = true
		}
	}
	return claimed
}

// volumes are to be no older than the instance's passwords.
func (x *examination) volumes(ctx context.Context) []report.Finding {
	var old *oldVolumeError
	switch {
	case !x.here() || !x.Stack.HasPasswords():
		return nil
	case !x.dated():
		return []report.Finding{skipped("Volumes", "%s has no CREATED_AT to compare them with", instance.File)}
	case x.volumesCompared():
		return []report.Finding{fine("Volumes", "none was older than .env.sandbox at its first start")}
	case x.silent():
		return []report.Finding{skipped("Volumes", "no engine tells of which date they are")}
	}
	err := x.compareVolumes(ctx)
	switch {
	case errors.As(err, &old):
		return []report.Finding{problem("Volumes", old.Cure(), "%s", old.Fact())}
	case err != nil:
		return []report.Finding{skipped("Volumes", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Volumes", "none is older than .env.sandbox")}
}
