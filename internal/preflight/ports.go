// Package preflight finds what would keep an instance from starting, or from being
// reached: ports that are taken, and by what, and addresses that lead nowhere.
package preflight

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
	"github.com/seed-491dada8/sandbox/report"
)

// CheckPorts returns an error unless every port that the stack needs is free or held by
// one of the instance's containers. The error names what holds the others.
func CheckPorts(ctx context.Context, w workspace.Workspace, containers []docker.Container) error {
	taken, err := takenOf(ctx, w, missingPorts(w, containers))
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return outcome.PortTaken(Conflict(w, taken, Holders(ctx, w, taken, "")))
	}
	if foreign := FindForeignListeners(ctx, w); len(foreign) > 0 {
		taken := slices.SortedFunc(maps.Keys(foreign), byPort)
		return outcome.PortTaken(Conflict(w, taken, foreign))
	}
	return nil
}

func byPort(a, b ports.Binding) int { return a.Port - b.Port }

// Taken returns the bindings that are taken. It tries to bind those of this machine,
// and asks another machine's engine for its containers.
func Taken(ctx context.Context, w workspace.Workspace, bindings []ports.Binding) ([]ports.Binding, error) {
	if w.Instance.Machine != "" {
		running, err := w.Project.Running(ctx)
		return Held(running, bindings), err
	}
	taken, err := ports.Taken(ctx, bindings)
	if err != nil {
		err = fmt.Errorf("%w; SANDBOX_BIND in .env.sandbox is the address that ports are published on", err)
	}
	return taken, err
}

// Held returns the bindings that containers hold.
func Held(containers []docker.Container, bindings []ports.Binding) []ports.Binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b ports.Binding) bool {
		return !slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Holds(b) })
	})
}

// cure returns what frees taken ports, or avoids them. A port that no variable of the
// instance sets can be changed only in the Compose file.
func cure(numbers map[string]int, taken []ports.Binding) string {
	own := slices.Collect(maps.Values(numbers))
	fixed := slices.IndexFunc(taken, func(b ports.Binding) bool { return !slices.Contains(own, b.Port) })
	if fixed < 0 {
		return "stop the holder, or give this instance other ports in .env.sandbox"
	}
	return fmt.Sprintf("stop the holder, or publish another port than %d of service %s in the Compose file", taken[fixed].Port, taken[fixed].Service)
}

// Conflict returns an error that names the holder of each taken port of an instance, and
// the cure.
func Conflict(w workspace.Workspace, taken []ports.Binding, holders map[ports.Binding]string) error {
	machine := w.Instance.Machine
	e := report.Error{
		Message: "ports of this instance are in use already", Cause: string(diagnose.PortTaken),
		Hint: cure(w.Instance.Ports, taken),
	}
	if machine != "" {
		e.Message += " on " + machine
	}
	text := e.Message + ":\n"
	for _, b := range taken {
		port := Port(machine, b, holders[b])
		port.Variable = variableOf(w, b)
		e.Ports = append(e.Ports, port)
		text += "  " + Text(port) + "\n"
	}
	return &outcome.Explained{Text: text + "try: " + e.Hint, Details: e}
}

// variableOf returns the variable of .env.sandbox that sets a port, "" if there is none.
func variableOf(w workspace.Workspace, b ports.Binding) string {
	for _, p := range w.Stack.Scheme() {
		if w.Instance.Ports[p.Variable] == b.Port && p.UDP == b.UDP {
			return p.Variable
		}
	}
	return ""
}

// Port describes a taken port of a machine for programs. Without a holder it names the
// command that finds it, if the machine is this one.
func Port(machine string, b ports.Binding, heldBy string) report.TakenPort {
	port := report.TakenPort{Port: b.Port, Protocol: b.Protocol(), Address: b.Address(), Service: b.Service, Holder: heldBy}
	if heldBy == "" && machine == "" {
		port.FindHolder = holder.Command(runtime.GOOS, b)
	}
	return port
}

// Texts returns a sentence for people: what holds each of some ports.
func Texts(taken []report.TakenPort) string {
	var texts []string
	for _, port := range taken {
		texts = append(texts, Text(port))
	}
	return strings.Join(texts, "; ")
}

// Text returns a sentence for people: what holds a port, or how to find out.
func Text(port report.TakenPort) string {
	heldBy := port.Holder
	switch {
	case heldBy != "":
	case port.FindHolder != "":
		heldBy = "an unknown holder; to find it, run " + port.FindHolder
	default:
		heldBy = "an unknown holder"
	}
	return fmt.Sprintf("%s (%s) is held by %s", port.Address, port.Service, heldBy)
}
