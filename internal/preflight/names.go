package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// FindNamesakes returns, by service, the containers of others that the service's name leads
// to as well, on a network that both are connected to. It asks the engine only if a network
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
		for _, key := range w.Config.Services[service].NetworkNames() {
			network := w.Config.Networks[key].Name
			names := []string{service}
			if attachment := w.Config.Services[service].Networks[key]; attachment != nil {
				names = append(names, attachment.Aliases...)
			}
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

// sharedNames returns a warning for each service whose name leads to others' containers.
func sharedNames(ctx context.Context, w workspace.Workspace) (found []report.Finding) {
	namesakes := FindNamesakes(ctx, w)
	for _, service := range slices.Sorted(maps.Keys(namesakes)) {
		found = append(found, report.Finding{
			Subject: "Compose file", Status: report.FindingWarning,
			Message: fmt.Sprintf("the name %s also leads to %s: a service that asks for it may get that one's answer", service, strings.Join(namesakes[service], "; ")),
			Cure:    fmt.Sprintf("take %s off the network that the instances share", service),
		})
	}
	return found
}
