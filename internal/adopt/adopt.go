// Package adopt shows what would be derived from the Compose files of a repository, and
// prepares the repository: its .gitignore and, if asked, a magefile.
package adopt

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Describe fills a document with what would be derived for instances of the project in a
// directory. It needs neither an instance nor an engine.
func Describe(ctx context.Context, dir, id string, document *report.Adopt) error {
	preview, err := workspace.Preview(ctx, dir, id, slots.Next(ctx, dir, id))
	if err != nil {
		return err
	}
	if preview.Next != nil {
		document.Slot = new(preview.NextSlot)
	}
	for _, service := range preview.Services {
		document.Services = append(document.Services, described(service, preview))
	}
	document.Shared = append(document.Shared, preview.Shared...)
	document.Decisions = append(document.Decisions, decisions(preview)...)
	return nil
}

func described(service derive.Service, preview derived.Preview) report.DerivedService {
	d := report.DerivedService{Name: service.Name, Check: service.Asked.How, Why: service.Asked.Why, Ports: []report.DerivedPort{}}
	for _, port := range service.Ports {
		p := report.DerivedPort{
			Variable: port.Variable, Target: port.Target, Protocol: port.Protocol,
			Slot0: port.Published(preview.Slots[0][port.Variable]), Slot1: port.Published(preview.Slots[1][port.Variable]),
		}
		if preview.Next != nil {
			p.Port = port.Published(preview.Next[port.Variable])
		}
		d.Ports = append(d.Ports, p)
	}
	return d
}

// decisions returns what the Compose files leave open: services of which only their
// container is known to run, and obstacles.
func decisions(preview derived.Preview) (open []report.Decision) {
	for _, service := range preview.Services {
		if service.Asked.Judge == derive.ByRunning {
			open = append(open, report.Decision{Service: service.Name, Line: readyLine(service), Message: runningOf(service.Name, preview)})
		}
	}
	for _, obstacle := range preview.Obstacles {
		open = append(open, report.Decision{Message: obstacle.Message, Line: obstacle.Cure})
	}
	return open
}

// runningOf returns what counts as ready of a service that nothing asks. A possible job may
// end.
func runningOf(name string, preview derived.Preview) string {
	text := name + " counts as ready as soon as its container has run for a second"
	if slices.Contains(preview.MayEnd, name) {
		text += ", or has ended with exit code 0"
	}
	return text
}

// readyLine returns the line of the service's x-sandbox that says when it is ready. A
// service without a port needs a healthcheck, unless running is all that can be known.
func readyLine(service derive.Service) string {
	if slices.ContainsFunc(service.Ports, func(p derive.Port) bool { return p.Protocol == "tcp" && p.Width == 1 }) {
		return "x-sandbox: {ready: GET /health} # or tcp"
	}
	return "x-sandbox: {ready: healthy} # with a healthcheck; none, not to wait for it"
}
