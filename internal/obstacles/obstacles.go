// Package obstacles finds, in a resolved Compose project, what keeps an instance
// from starting and what its instances share. Everything here is a pure function.
package obstacles

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/report"
)

const subject = "Compose file"

func problem(cure, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingProblem, Message: fmt.Sprintf(format, args...), Cure: cure}
}

func warning(cure, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingWarning, Message: fmt.Sprintf(format, args...), Cure: cure}
}

// Find returns what can be seen in the project of a directory alone. All are the services
// of all profiles.
func Find(project composefile.Project, dir string, all []string, isFile func(path string) bool) []report.Finding {
	found := slices.Concat(inactive(project, dir, all, isFile), highPorts(project), scarcePorts(project), missingFiles(project, isFile), socketUsers(project), hostUsers(project))
	return slices.Concat(found, Shared(project))
}

// inactive finds a project without services, or of which no profile is active. A .env that
// was never copied from its template may be what names the profiles.
func inactive(project composefile.Project, dir string, all []string, isFile func(path string) bool) []report.Finding {
	if len(project.Services) > 0 {
		return nil
	}
	if len(all) == 0 {
		return []report.Finding{problem("add a service to it", "no service is started: the Compose file has none")}
	}
	cure := "put COMPOSE_PROFILES=NAME into .env.sandbox"
	if template := templateOf(filepath.Join(dir, ".env"), isFile); template != "" {
		cure = "copy " + filepath.Base(template) + " to .env, if it names profiles; otherwise " + cure
	}
	return []report.Finding{problem(cure,
		"no service is started: %s are in profiles, and none is active", strings.Join(all, ", "))}
}

// highPorts finds published ports that do not exist.
func highPorts(project composefile.Project) (found []report.Finding) {
	for _, name := range project.Names() {
		for _, port := range project.Services[name].Ports {
			if _, _, ok := port.Range(); !ok && port.Published != "" && port.Published != "0" {
				found = append(found, impossible("service "+name, port.Published))
			}
		}
	}
	return found
}

// missingFiles finds secrets and configs in use whose file does not exist.
func missingFiles(project composefile.Project, isFile func(path string) bool) (found []report.Finding) {
	check := func(kind, service string, references []composefile.Reference, sources map[string]composefile.External) {
		for _, reference := range references {
			if file := sources[reference.Source].File; file != "" && !isFile(file) {
				found = append(found, problem("make the file "+file, "service %s needs the %s %s, and its file %s does not exist", service, kind, reference.Source, file))
			}
		}
	}
	for _, name := range project.Names() {
		check("secret", name, project.Services[name].Secrets, project.Secrets)
		check("config", name, project.Services[name].Configs, project.Configs)
	}
	return found
}

// socketUsers finds services that control the engine, and so every instance.
func socketUsers(project composefile.Project) (found []report.Finding) {
	for _, name := range project.Names() {
		uses := func(m composefile.Mount) bool { return m.Type == "bind" && path.Base(m.Source) == "docker.sock" }
		if slices.ContainsFunc(project.Services[name].Volumes, uses) {
			found = append(found, warning("limit it to its own project, by the label com.docker.compose.project",
				"service %s uses docker.sock, so that it sees the containers of every instance", name))
		}
	}
	return found
}

// hostUsers finds services whose programs listen on the machine's own ports.
func hostUsers(project composefile.Project) (found []report.Finding) {
	for _, name := range project.Names() {
		if project.OnHost(name) {
			found = append(found, warning("publish its ports in place of network_mode: host",
				"service %s uses the machine's own network: it listens on the same ports in every instance", name))
		}
	}
	return found
}

// Shared finds the networks and volumes that the instances have in common.
func Shared(project composefile.Project) (found []report.Finding) {
	const cure = "nothing if that is intended; otherwise remove external: true"
	for _, key := range slices.Sorted(maps.Keys(project.Networks)) {
		if network := project.Networks[key]; network.External {
			found = append(found, warning(cure, "network %s is external: all instances share it, and a service's name leads to any of them", network.Name))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(project.Volumes)) {
		if volume := project.Volumes[key]; volume.External {
			found = append(found, warning(cure, "volume %s is external: all instances share its data", volume.Name))
		}
	}
	return found
}

// External returns the names of the external networks and volumes of the project. They
// have to exist before the start.
func External(project composefile.Project) (networks, volumes []string) {
	for _, network := range project.Networks {
		if network.External {
			networks = append(networks, network.Name)
		}
	}
	for _, volume := range project.Volumes {
		if volume.External {
			volumes = append(volumes, volume.Name)
		}
	}
	slices.Sort(networks)
	slices.Sort(volumes)
	return networks, volumes
}

// Missing returns a finding for each external object that does not exist. Kind is
// network or volume.
func Missing(kind string, names []string) (found []report.Finding) {
	for _, name := range names {
		found = append(found, problem(fmt.Sprintf("docker %s create %s", kind, name), "the external %s %s does not exist", kind, name))
	}
	return found
}

// Mention is a place in the project that names a port of this machine. It holds no
// secret.
type Mention struct {
	Place string `yaml:"place"` // such as service web, environment PUBLIC_URL
	Port  int    `yaml:"port"`
}

// Mentions returns the places in environments and build arguments that name a port of
// localhost which the project publishes.
func Mentions(project composefile.Project) []Mention {
	var mentions []Mention
	for _, name := range project.Names() {
		service := project.Services[name]
		mentions = append(mentions, mentioned("service "+name+", environment ", service.Environment)...)
		if service.Build != nil {
			mentions = append(mentions, mentioned("service "+name+", build argument ", service.Build.Args)...)
		}
	}
	published := make(map[int]bool)
	for _, port := range derive.Ports(project, nil) {
		published[port.First] = true
	}
	return slices.DeleteFunc(mentions, func(m Mention) bool { return !published[m.Port] })
}

func mentioned(place string, values map[string]*string) (mentions []Mention) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if values[name] == nil {
			continue
		}
		for _, match := range localhost.FindAllStringSubmatch(*values[name], -1) {
			if port, err := strconv.Atoi(match[1]); err == nil {
				mentions = append(mentions, Mention{place + name, port})
			}
		}
	}
	return mentions
}

// Elsewhere returns a warning for each mention of a port that is another one in the
// instance, once where TCP and UDP have the number. Numbers holds the instance's ports by
// variable.
func Elsewhere(mentions []Mention, all []derive.Port, numbers map[string]int) (found []report.Finding) {
	for _, mention := range mentions {
		for _, port := range all {
			number := numbers[port.Variable]
			if mention.Port == port.First && number != 0 && number != port.First {
				named := warning(fmt.Sprintf("write localhost:${%s:-%d} there, and publish ${%[1]s:-%[2]d}", port.Variable, port.First),
					"%s names localhost:%d, which is not this instance's: its service %s has port %d", mention.Place, mention.Port, port.Service, number)
				if !slices.Contains(found, named) {
					found = append(found, named)
				}
			}
		}
	}
	return found
}
