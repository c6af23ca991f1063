// Package composefile models a Compose project as `docker compose config`
// resolves it: files merged, variables replaced, profiles applied.
//
// The model is read from the YAML form of the command. Its JSON form drops the
// x- keys of services on Compose 2.40 and 5.6.
package composefile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Project is a resolved Compose project.
type Project struct {
	Name     string              `yaml:"name"`
	Services map[string]Service  `yaml:"services"`
	Networks map[string]Network  `yaml:"networks"`
	Volumes  map[string]Volume   `yaml:"volumes"`
	Secrets  map[string]External `yaml:"secrets"`
	Configs  map[string]External `yaml:"configs"`
	// Extensions holds the top-level x- keys. Compose loses those of included
	// files.
	Extensions Extensions `yaml:",inline"`
}

// Extensions holds x- keys with their values as YAML.
type Extensions map[string]yaml.Node

// Service is one service of a Project.
type Service struct {
	Image         string                 `yaml:"image"`
	Build         *Build                 `yaml:"build"`
	PullPolicy    string                 `yaml:"pull_policy"`
	ContainerName string                 `yaml:"container_name"`
	Profiles      []string               `yaml:"profiles"`
	Command       []string               `yaml:"command"`
	Entrypoint    []string               `yaml:"entrypoint"`
	Environment   map[string]*string     `yaml:"environment"` // nil for a variable that Compose passes on unset
	Ports         []Port                 `yaml:"ports"`
	Networks      map[string]*Attachment `yaml:"networks"` // nil for one without settings
	NetworkMode   string                 `yaml:"network_mode"`
	Volumes       []Mount                `yaml:"volumes"`
	DependsOn     map[string]Dependency  `yaml:"depends_on"`
	Links         []string               `yaml:"links"`
	Secrets       []Reference            `yaml:"secrets"`
	Configs       []Reference            `yaml:"configs"`
	Healthcheck   *Healthcheck           `yaml:"healthcheck"` // nil leaves the image's own
	Deploy        struct {
		Replicas *int `yaml:"replicas"`
	} `yaml:"deploy"`
	Scale    *int              `yaml:"scale"`
	Restart  string            `yaml:"restart"` // "" and "no" mean never
	Attach   *bool             `yaml:"attach"`  // false leaves it out of the logs of all services
	Labels   map[string]string `yaml:"labels"`
	Provider *struct {
		Type string `yaml:"type"`
	} `yaml:"provider"` // set if a program outside Compose runs the service
	Privileged  bool        `yaml:"privileged"`
	CapAdd      []string    `yaml:"cap_add"`
	SecurityOpt []string    `yaml:"security_opt"`
	Devices     []yaml.Node `yaml:"devices"`
	PID         string      `yaml:"pid"`
	IPC         string      `yaml:"ipc"`
	UserNS      string      `yaml:"userns_mode"`
	// Extensions holds the service's x- keys.
	Extensions Extensions `yaml:",inline"`
}

// Build says how to build a service's image.
type Build struct {
	Context    string             `yaml:"context"`
	Dockerfile string             `yaml:"dockerfile"`
	Args       map[string]*string `yaml:"args"`
	Tags       []string           `yaml:"tags"`
}

// Attachment is the connection of a service to a network.
type Attachment struct {
	Aliases     []string `yaml:"aliases"`
	IPv4Address string   `yaml:"ipv4_address"`
	IPv6Address string   `yaml:"ipv6_address"`
}

// Mount is a volume, a bind mount or a tmpfs of a service.
type Mount struct {
	Type     string `yaml:"type"`   // volume, bind, tmpfs, npipe, cluster or image
	Source   string `yaml:"source"` // empty for an anonymous volume
	Target   string `yaml:"target"`
	ReadOnly bool   `yaml:"read_only"`
}

// Dependency is one entry of depends_on.
type Dependency struct {
	Condition string `yaml:"condition"` // service_started, service_healthy or service_completed_successfully
	Required  bool   `yaml:"required"`
}

// Healthcheck is a healthcheck of the Compose file.
type Healthcheck struct {
	Test     []string `yaml:"test"` // begins with CMD, CMD-SHELL or NONE
	Disable  bool     `yaml:"disable"`
	Interval string   `yaml:"interval"`
	Timeout  string   `yaml:"timeout"`
}

// Network is a network of a Project.
type Network struct {
	Name     string `yaml:"name"` // on the engine
	External bool   `yaml:"external"`
	Driver   string `yaml:"driver"`
	IPAM     struct {
		Config []Subnet `yaml:"config"`
	} `yaml:"ipam"`
}

// Subnet is an address range of a network.
type Subnet struct {
	Subnet string `yaml:"subnet"`
}

// Volume is a named volume of a Project.
type Volume struct {
	Name       string            `yaml:"name"` // on the engine
	External   bool              `yaml:"external"`
	Driver     string            `yaml:"driver"`
	DriverOpts map[string]string `yaml:"driver_opts"`
	Labels     map[string]string `yaml:"labels"`
	// Definition, in a cached configuration, is the hash of what it leaves out.
	Definition string `yaml:"-"`
}

// External is a secret or a config: a file, a variable, inline text, or an
// object that exists outside the project.
type External struct {
	Name        string `yaml:"name"`
	File        string `yaml:"file"`
	Environment string `yaml:"environment"`
	External    bool   `yaml:"external"`
}

// Parse reads the YAML that `docker compose config` writes. Compose doubles each
// dollar sign in it; the model has them single.
func Parse(text []byte) (Project, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return Project{}, fmt.Errorf("docker compose config: %w", err)
	}
	undouble(&document)
	var project Project
	if err := document.Decode(&project); err != nil {
		return Project{}, fmt.Errorf("docker compose config: %w", err)
	}
	onlyExtensions(project.Extensions)
	for _, service := range project.Services {
		onlyExtensions(service.Extensions)
	}
	return project, nil
}

func undouble(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode {
		node.Value = strings.ReplaceAll(node.Value, "$$", "$")
	}
	for _, child := range node.Content {
		undouble(child)
	}
}

// onlyExtensions removes the keys that the model does not know and that are no
// extensions.
func onlyExtensions(extensions Extensions) {
	maps.DeleteFunc(extensions, func(key string, _ yaml.Node) bool { return !strings.HasPrefix(key, "x-") })
}

// Names returns the names of the services in alphabetical order.
func (p Project) Names() []string { return slices.Sorted(maps.Keys(p.Services)) }

// NetworkNames returns the networks that the service is attached to, by their
// keys in the Compose file, in alphabetical order.
func (s Service) NetworkNames() []string { return slices.Sorted(maps.Keys(s.Networks)) }

// Replicas returns how many containers `docker compose up` starts for the
// service. A service that a provider runs has none.
func (s Service) Replicas() int {
	switch {
	case s.Provider != nil:
		return 0
	case s.Scale != nil:
		return *s.Scale
	case s.Deploy.Replicas != nil:
		return *s.Deploy.Replicas
	}
	return 1
}

// Started returns the project without the services for which Compose starts no container.
func (p Project) Started() Project {
	services := maps.Clone(p.Services)
	maps.DeleteFunc(services, func(_ string, s Service) bool { return s.Replicas() == 0 })
	p.Services = services
	return p
}

// Restarts reports whether the engine restarts the service's container after it
// has ended with code 0.
func (s Service) Restarts() bool { return s.Restart == "always" || s.Restart == "unless-stopped" }

// Enabled reports whether the Compose file itself sets a healthcheck. The
// image may bring one as well.
func (h *Healthcheck) Enabled() bool {
	return h != nil && !h.Disable && len(h.Test) > 0 && h.Test[0] != "NONE"
}

// Reference is a secret or a config that a service mounts.
type Reference struct {
	Source string `yaml:"source"`
	Target string `yaml:"target"`
}
