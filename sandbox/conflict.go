package sandbox

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
	"github.com/seed-491dada8/sandbox/report"
)

// checkPorts wants every port that the stack publishes to be free or held by
// the instance itself. The error names the holder of each that is not.
func (o *session) checkPorts(ctx context.Context, containers []docker.Container) error {
	foreign := slices.DeleteFunc(o.Config.Bindings(), func(b ports.Binding) bool {
		return slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Publishes(b) })
	})
	taken, err := o.taken(ctx, foreign)
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return outcome.PortTaken(conflict(o.Instance.Machine, taken, o.holders(ctx, taken, "")))
	}
	if o.findSquatters(ctx); len(o.squatters) > 0 {
		return outcome.PortTaken(conflict("", slices.SortedFunc(maps.Keys(o.squatters), byPort), o.squatters))
	}
	return nil
}

func byPort(a, b ports.Binding) int { return a.Port - b.Port }

// taken are those of the bindings that cannot be had: they are tried, or, on
// another machine, its containers are asked.
func (o *session) taken(ctx context.Context, bindings []ports.Binding) ([]ports.Binding, error) {
	if o.Instance.Machine != "" {
		running, err := o.Project.Running(ctx)
		return held(running, bindings), err
	}
	taken, err := ports.Taken(ctx, bindings)
	if err != nil {
		err = fmt.Errorf("%w; SANDBOX_BIND in .env.sandbox is the address that ports are published on", err)
	}
	return taken, err
}

// held are those of the bindings that one of the containers is in the way of.
func held(containers []docker.Container, bindings []ports.Binding) []ports.Binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b ports.Binding) bool {
		return !slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Holds(b) })
	})
}

// conflict tells who holds which port of a machine; "" is this one.
func conflict(machine string, taken []ports.Binding, holders map[ports.Binding]string) error {
	e := report.Error{
		Message: "ports of this instance are in use already", Cause: string(diagnose.PortTaken),
		Hint: "stop the holder, or give this instance other ports in .env.sandbox",
	}
	if machine != "" {
		e.Message += " on " + machine
	}
	text := e.Message + ":\n"
	for _, b := range taken {
		port := takenPort(machine, b, holders[b])
		e.Ports = append(e.Ports, port)
		text += fmt.Sprintf("  %s (%s) is held by %s\n", port.Address, port.Service, holderOf(port))
	}
	return &outcome.Explained{Text: text + e.Hint, Details: e}
}

func takenPort(machine string, b ports.Binding, heldBy string) report.TakenPort {
	port := report.TakenPort{Port: b.Port, Protocol: "tcp", Address: b.Address(), Service: b.Service, Holder: heldBy}
	if b.UDP {
		port.Protocol = "udp"
	}
	if heldBy == "" && machine == "" { // the command is for here
		port.FindHolder = holder.Command(runtime.GOOS, b)
	}
	return port
}

// holderOf is who holds a port, or how to find out, in a person's words.
func holderOf(port report.TakenPort) string {
	switch {
	case port.Holder != "":
		return port.Holder
	case port.FindHolder != "":
		return "an unknown holder; to find it, run " + port.FindHolder
	default:
		return "an unknown holder"
	}
}

// holders name who holds each port: the engine knows its containers, the
// system its processes. What is missing is unknown, or held by the project that
// is not to be named.
func (o *session) holders(ctx context.Context, taken []ports.Binding, except string) map[ports.Binding]string {
	named := make(map[ports.Binding]string)
	if o.Instance.Machine == "" {
		for b, process := range holder.Find(ctx, taken) {
			named[b] = process.String()
		}
	}
	running, err := o.Project.Running(ctx)
	if err != nil { // then the processes have to do
		return named
	}
	for _, b := range taken {
		if i := slices.IndexFunc(running, func(c docker.Container) bool { return c.Holds(b) }); i >= 0 {
			named[b] = owner(running[i])
			if except != "" && running[i].Project() == except {
				delete(named, b)
			}
		}
	}
	return named
}

// owner is what a container belongs to, in a person's words. Whoever started it
// has chosen its labels.
func owner(c docker.Container) string {
	name, project, dir := c.ShortName(), plain.Line(c.Project()), plain.Line(c.WorkingDir())
	switch {
	case project == "":
		return "container " + name
	case dir == "":
		return fmt.Sprintf("Compose project %s (container %s)", project, name)
	case instance.Is(c.WorkingDir()):
		return fmt.Sprintf("instance %s in %s (container %s)", project, dir, name)
	default:
		return fmt.Sprintf("Compose project %s in %s (container %s)", project, dir, name)
	}
}
