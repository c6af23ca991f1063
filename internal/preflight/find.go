package preflight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Finding is a finding before a start. Err is the error with which a problem ends the start;
// a warning has none.
type Finding struct {
	report.Finding
	Err error
}

// Find returns everything that is found before a start: what keeps the instance from
// starting, and what the user is warned of. The start and doctor both call it, so that
// they cannot differ.
func Find(ctx context.Context, w workspace.Workspace, containers []docker.Container) []Finding {
	looks := []func() []Finding{
		func() []Finding { return asked(ctx, w, containers) },
		func() []Finding { return explained(Obstacles(ctx, w, containers)) },
		func() []Finding { return ofVolumes(ctx, w) },
	}
	found := make([][]Finding, len(looks))
	var all sync.WaitGroup
	for i, look := range looks {
		all.Go(func() { found[i] = look() })
	}
	all.Wait()
	return slices.Concat(found...)
}

// Check calls warn for what [Find] returns as warnings, and returns an error for the
// problems.
func Check(ctx context.Context, w workspace.Workspace, containers []docker.Container, warn func(text string)) error {
	var problems []error
	for _, f := range Find(ctx, w, containers) {
		if f.Err == nil {
			warn("warning: " + f.Message)
		} else {
			problems = append(problems, f.Err)
		}
	}
	return errors.Join(problems...)
}

// explained returns findings with the errors of those that are problems.
func explained(findings []report.Finding) (found []Finding) {
	for _, f := range findings {
		var err error
		if f.Status == report.FindingProblem {
			err = fmt.Errorf("%s; %s", f.Message, f.Cure)
		}
		found = append(found, Finding{f, err})
	}
	return found
}

// problem returns the finding of an error.
func problem(subject, message, cure string, err error) []Finding {
	return []Finding{{report.Finding{Subject: subject, Status: report.FindingProblem, Message: message, Cure: cure}, err}}
}

// asked returns a problem if the instance's ports are taken, or cannot be reached from here.
func asked(ctx context.Context, w workspace.Workspace, containers []docker.Container) []Finding {
	if err := CheckReachable(w.Instance); err != nil {
		fact, _, _ := strings.Cut(err.Error(), ": ")
		return problem(Ports, fact, "put SANDBOX_BIND=0.0.0.0, or an address of that machine, into .env.sandbox", err)
	}
	err := CheckPorts(ctx, w, containers)
	var conflict *outcome.Explained
	switch {
	case err == nil:
		return nil
	case errors.As(err, &conflict):
		return problem(Ports, Texts(conflict.Details.Ports), conflict.Details.Hint, err)
	default:
		return problem(Ports, oneLine(err), "correct SANDBOX_BIND in .env.sandbox", err)
	}
}

// ofVolumes returns a problem if a volume is not the instance's, or older than its
// passwords, and a warning for each volume whose definition has changed.
func ofVolumes(ctx context.Context, w workspace.Workspace) (found []Finding) {
	changed, err := volumes.Examine(ctx, w, identity.Owner(w.Stack, w.Instance))
	for _, sentence := range changed {
		found = append(found, Finding{Finding: report.Finding{
			Subject: Volumes, Status: report.FindingWarning, Message: sentence, Cure: "give it its former definition, or delete its data: mage sandbox:down -volumes",
		}})
	}
	var old *volumes.OldError
	var refused *ownership.RefusedError
	switch {
	case err == nil:
		return found
	case errors.As(err, &old):
		return append(found, problem(Volumes, old.Fact(), old.Cure(), err)...)
	case errors.As(err, &refused):
		return append(found, problem(Volumes, refused.Fact, refused.Cure, err)...)
	default:
		return append(found, problem(Volumes, oneLine(err), "mage sandbox:doctor", err)...)
	}
}

// oneLine returns the text of an error, or what docker wrote, as one line.
func oneLine(err error) string {
	text := err.Error()
	var failed *docker.Error
	if errors.As(err, &failed) {
		text = docker.Output(err)
	}
	return plain.Line(text)
}
