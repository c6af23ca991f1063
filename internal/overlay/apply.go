package overlay

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// Apply returns the project as Compose resolves it with the overlay of the changes.
func (c Changes) Apply(project composefile.Project) composefile.Project {
	project.Services, project.Networks, project.Volumes = maps.Clone(project.Services), maps.Clone(project.Networks), maps.Clone(project.Volumes)
	for name, change := range c.Services {
		project.Services[name] = change.apply(project.Services[name])
	}
	for _, key := range c.Subnets {
		network := project.Networks[key]
		network.IPAM.Config = nil
		project.Networks[key] = network
	}
	for _, key := range c.Networks {
		network := project.Networks[key]
		network.Name = project.Name + "_" + key
		project.Networks[key] = network
	}
	for _, key := range c.Volumes {
		volume := project.Volumes[key]
		volume.Name = project.Name + "_" + key
		project.Volumes[key] = volume
	}
	return project
}

func (s ServiceChanges) apply(service composefile.Service) composefile.Service {
	if s.Ports != nil {
		service.Ports = s.Ports
	}
	service.Image = cmp.Or(s.Image, service.Image)
	if s.Unnamed {
		service.ContainerName = ""
	}
	service.Links = slices.Concat(service.Links, s.Links)
	service.Networks = maps.Clone(service.Networks)
	for key, change := range s.Networks {
		var attachment composefile.Attachment
		if before := service.Networks[key]; before != nil {
			attachment = *before
		}
		if change.Alias != "" {
			attachment.Aliases = append([]string{change.Alias}, attachment.Aliases...)
		}
		if change.ResetAddress4 {
			attachment.IPv4Address = ""
		}
		if change.ResetAddress6 {
			attachment.IPv6Address = ""
		}
		service.Networks[key] = &attachment
	}
	return service
}
