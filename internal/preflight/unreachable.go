package preflight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// unreachable returns a finding for each port that a check asks and that the Compose file
// does not publish. The start would fail at it.
func unreachable(w workspace.Workspace) (found []report.Finding) {
	for _, name := range w.Config.Names() {
		publisher, asked := w.Config.Publisher(name), Declared(w, name)
		if publisher == "" || len(asked) == 0 || !w.Asked(name) {
			continue
		}
		published := w.Config.Services[publisher].Ports
		if slices.ContainsFunc(published, func(p composefile.Port) bool { return gives(p, asked[0]) }) {
			continue
		}
		found = append(found, report.Finding{
			Subject: ComposeFile, Status: report.FindingWarning,
			Message: fmt.Sprintf("service %s is asked on port %s, and the Compose file publishes %s of %s", name, asked[0].Number(), listed(published), publisher),
			Cure:    fmt.Sprintf("publish %s under ports of %s in the Compose file", asked[0].Address(), publisher),
		})
	}
	return append(found, withoutPort(w)...)
}

// gives reports whether an entry of ports publishes a port.
func gives(p composefile.Port, asked ports.Binding) bool {
	return slices.ContainsFunc(p.Bindings(""), func(b ports.Binding) bool { return b.Port == asked.Port && b.UDP == asked.UDP })
}

// listed returns entries of ports as a Compose file writes them.
func listed(published []composefile.Port) string {
	var texts []string
	for _, p := range published {
		texts = append(texts, p.String())
	}
	if len(texts) == 0 {
		return "no port"
	}
	return strings.Join(texts, ", ")
}

// withoutPort returns a problem for each service of a derived stack that a check in Go
// asks and that has no port by a number: the check has no address to ask.
func withoutPort(w workspace.Workspace) (found []report.Finding) {
	if w.Derived == nil {
		return nil
	}
	for _, check := range w.Checks() {
		if check.Probe == nil {
			continue
		}
		var met []string
		check.Probe(func(service string) stack.Endpoint {
			met = append(met, service)
			return w.Endpoint(service)
		}, w.Configured(check.Services))
		for _, name := range slices.Compact(w.Configured(met)) {
			if len(Declared(w, name)) > 0 {
				continue
			}
			found = append(found, report.Finding{
				Subject: ComposeFile, Status: report.FindingProblem,
				Message: fmt.Sprintf("check %s asks %s, and the Compose file publishes no port of it by a number", check.Name, name),
				Cure:    fmt.Sprintf("publish a port by its number, such as 8080:80, under ports of %s in the Compose file", name),
			})
		}
	}
	return found
}
