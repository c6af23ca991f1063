package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// FindNamesakes returns, by service, the containers of others that the service's name leads
// to as well, on a network from which it is asked for. It asks the engine only if a network
// may be shared.
func FindNamesakes(ctx context.Context, w workspace.Workspace) map[string][]string {
	if !sharesNetworks(w) {
		return nil
	}
	running, _ := w.Project.Running(ctx) // without an answer none are known
	return Namesakes(w, running)
}

// sharesNetworks reports whether a network of the project may have containers of others:
// its name is not the project's own.
func sharesNetworks(w workspace.Workspace) bool {
	for _, network := range w.Config.Networks {
		if network.External || !strings.HasPrefix(network.Name, w.Project.Name+"_") {
			return true
		}
	}
	return false
}

// Namesakes does what [FindNamesakes] does, for the containers that run on the engine.
func Namesakes(w workspace.Workspace, running []docker.Container) map[string][]string {
	found := make(map[string][]string)
	for _, service := range w.Config.Names() {
		for _, key := range slices.Sorted(maps.Keys(w.Config.Networks)) {
			if !isAsked(w.Config, service, key) {
				continue
			}
			network, names := w.Config.Networks[key].Name, namesOn(w.Config, service, key)
			for _, c := range running {
				isShared := func(name string) bool { return slices.Contains(c.NetworkSettings.Networks[network].Aliases, name) }
				if c.Project() != w.Project.Name && slices.ContainsFunc(names, isShared) {
					found[service] = append(found[service], fmt.Sprintf("%s, on network %s", owner(c), network))
				}
			}
		}
	}
	return found
}

// namesOn returns the names of a service on a network.
func namesOn(project compose.Config, service, key string) []string {
	names := []string{service}
	if attachment := project.Services[service].Networks[key]; attachment != nil {
		names = append(names, attachment.Aliases...)
	}
	return names
}

// isAsked reports whether the engine may look up a service's name on a network: another
// service of the project is on it and has no link to the service, or the service is the only
// one there. A link leads to the project's own container alone.
func isAsked(project compose.Config, service, key string) bool {
	alone := slices.Contains(project.Services[service].NetworkNames(), key)
	for _, name := range project.Names() {
		asker := project.Services[name]
		if name == service || !slices.Contains(asker.NetworkNames(), key) {
			continue
		}
		if !slices.Contains(asker.Links, service) {
			return true
		}
		alone = false
	}
	return alone
}

// sharedNames returns a warning for each service whose name leads to others' containers.
func sharedNames(ctx context.Context, w workspace.Workspace) (found []report.Finding) {
	namesakes := FindNamesakes(ctx, w)
	for _, service := range slices.Sorted(maps.Keys(namesakes)) {
		found = append(found, report.Finding{
			Subject: ComposeFile, Status: report.FindingWarning,
			Message: fmt.Sprintf("the name %s also leads to %s: a service that asks for it may get that one's answer", service, strings.Join(namesakes[service], "; ")),
			Cure:    fmt.Sprintf("list %s under links of the services that ask for it, or take it and them off the network", service),
		})
	}
	return found
}
