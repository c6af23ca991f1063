package overlay

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

// Instance holds the values in which instances of a project differ.
type Instance struct {
	ID    string
	Host  string // the address that ports are bound to
	Ports []derive.Port
	// Numbers holds the published ports by variable.
	Numbers map[string]int
}

// Changes are the changes of an overlay to a project. The zero value changes
// nothing.
type Changes struct {
	Services map[string]ServiceChanges
	Subnets  []string // networks that lose their fixed subnet
	Networks []string // networks that lose their explicit name
	Volumes  []string // volumes that lose their explicit name
}

// ServiceChanges are the changes of an overlay to a service.
type ServiceChanges struct {
	Ports   []composefile.Port // replace the service's ports; nil keeps them
	Image   string             // replaces the service's image; "" keeps it
	Unnamed bool               // the container loses its explicit name
	Links   []string           // services whose names lead to the instance's own containers alone
	// Networks holds the changed attachments by network.
	Networks map[string]Attachment
}

// Attachment is the changed connection of a service to a network.
type Attachment struct {
	Alias         string // "" for none
	ResetAddress4 bool
	ResetAddress6 bool
}

// ChangesFor returns the changes that let two instances of a project run side by side.
// External objects stay shared.
func ChangesFor(project composefile.Project, own Instance) Changes {
	changes := Changes{Services: make(map[string]ServiceChanges)}
	for key, network := range project.Networks {
		if network.External {
			continue
		}
		if slices.ContainsFunc(network.IPAM.Config, func(c composefile.Subnet) bool { return c.Subnet != "" }) {
			changes.Subnets = append(changes.Subnets, key)
		}
		if isExplicit(network.Name, project.Name, key) {
			changes.Networks = append(changes.Networks, key)
		}
	}
	for key, volume := range project.Volumes {
		if !volume.External && isExplicit(volume.Name, project.Name, key) {
			changes.Volumes = append(changes.Volumes, key)
		}
	}
	slices.Sort(changes.Subnets)
	slices.Sort(changes.Networks)
	slices.Sort(changes.Volumes)
	images := ownImages(project, own.ID)
	for name, service := range project.Services {
		changes.Services[name] = changes.ofService(project, name, service, own, images)
	}
	return changes
}

// isExplicit reports whether the Compose file sets the name of a network or volume.
// Otherwise Compose derives the name from the project's.
func isExplicit(name, project, key string) bool { return name != "" && name != project+"_"+key }

func (c Changes) ofService(project composefile.Project, name string, service composefile.Service, own Instance, images map[string]string) ServiceChanges {
	s := ServiceChanges{Unnamed: service.ContainerName != "", Image: images[service.Image], Networks: make(map[string]Attachment)}
	if entries, changed := derive.Publish(name, service, own.Ports, own.Numbers, own.Host); changed {
		s.Ports = entries
	}
	s.Links = sharedNames(project, service)
	aliased := ownNetworks(project, service)
	for key, attachment := range service.Networks {
		var a Attachment
		if s.Unnamed && slices.Contains(aliased, key) {
			a.Alias = service.ContainerName
		}
		if attachment != nil && slices.Contains(c.Subnets, key) {
			a.ResetAddress4, a.ResetAddress6 = attachment.IPv4Address != "", attachment.IPv6Address != ""
		}
		if a != (Attachment{}) {
			s.Networks[key] = a
		}
	}
	return s
}

// sharedNames returns the services that a service depends on and meets on an external
// network, where their names lead to the containers of all instances.
func sharedNames(project composefile.Project, service composefile.Service) []string {
	var names []string
	for name := range service.DependsOn {
		other := project.Services[name]
		for key := range service.Networks {
			_, both := other.Networks[key]
			linked := slices.Contains(service.Links, name) || slices.Contains(names, name)
			if both && project.Networks[key].External && !linked && other.Replicas() == 1 { // a link leads to one container
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// ownNetworks returns the service's networks on which other services must find its
// container by name: the project's own, or all if it has none of these.
func ownNetworks(project composefile.Project, service composefile.Service) []string {
	all := slices.Collect(maps.Keys(service.Networks))
	own := slices.DeleteFunc(slices.Clone(all), func(key string) bool { return project.Networks[key].External })
	if len(own) == 0 {
		return all
	}
	return own
}

// ownImages returns the instance's names of the images that services build under an
// explicit name. The instance's id replaces the tag, or follows it where several images
// differ in their tag alone.
func ownImages(project composefile.Project, id string) map[string]string {
	own := make(map[string]string)
	tagged := make(map[string]int) // images by their name without a tag
	for _, service := range project.Services {
		if _, seen := own[service.Image]; service.Build != nil && service.Image != "" && !seen {
			name, _ := splitTag(service.Image)
			own[service.Image] = name + ":" + id
			tagged[name]++
		}
	}
	for image := range own {
		if name, tag := splitTag(image); tagged[name] > 1 && tag != "" {
			own[image] = name + ":" + tag + "-" + id
		}
	}
	return own
}

// splitTag returns an image's name without tag and digest, and its tag.
func splitTag(image string) (name, tag string) {
	image, _, _ = strings.Cut(image, "@")
	if colon := strings.LastIndexByte(image, ':'); colon > strings.LastIndexByte(image, '/') {
		return image[:colon], image[colon+1:]
	}
	return image, ""
}
