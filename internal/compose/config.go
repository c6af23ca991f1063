package compose

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/ports"
)

// Config is what Compose makes of the project's files, overrides and active
// profiles: the services that `up` would start.
type Config struct {
	Services map[string]Service           `json:"services"`
	Volumes  map[string]docker.VolumeSpec `json:"volumes,omitempty"`
	// All are the names of the services of all profiles.
	All []string `json:"all_services,omitempty"`
	// Text is the whole as JSON, secrets and all.
	Text []byte `json:"-"`
}

// Service is one service of a [Config].
type Service struct {
	Image string          `json:"image"`
	Build json.RawMessage `json:"build,omitempty"`
	// PullPolicy makes `up` look for another image even where there is one, unless
	// it is empty, "missing", "if_not_present" or "never".
	PullPolicy string  `json:"pull_policy,omitempty"`
	Ports      []Port  `json:"ports"`
	Volumes    []Mount `json:"volumes,omitempty"`
}

// Port is an entry of a service's ports.
type Port struct {
	HostIP    string `json:"host_ip"`
	Published string `json:"published"`
	Protocol  string `json:"protocol"`
}

// Mount is an entry of a service's volumes.
type Mount struct {
	Type   string `json:"type"`
	Source string `json:"source"`
}

// Config resolves the project, without its overlay. It needs no engine. The error
// tells a missing Compose from a file that Compose refuses.
func (p Project) Config(ctx context.Context) (Config, error) {
	p.Overlay = ""
	if err := p.filesEnd(); err != nil {
		return Config{}, err
	}
	var all []string
	var asking sync.WaitGroup
	asking.Go(func() { all = p.allServices(ctx) })
	text, err := p.output(ctx, "compose", "config", "--format", "json")
	asking.Wait()
	if err != nil {
		return Config{}, p.explain(ctx, err)
	}
	config, err := parseConfig(text)
	if config.All = all; len(all) == 0 {
		config.All = config.Names()
	}
	return config, err
}

// allServices returns the names of the services of all profiles, nil where
// Compose refuses what an inactive profile holds.
func (p Project) allServices(ctx context.Context) []string {
	text, err := p.output(ctx, "compose", "--profile", "*", "config", "--services")
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

func parseConfig(text []byte) (Config, error) {
	config := Config{Text: text}
	if err := json.Unmarshal(text, &config); err != nil {
		return Config{}, fmt.Errorf("docker compose config: %w", err)
	}
	return config, nil
}

// ErrNoCompose is returned where docker has no Compose, or an old one.
var ErrNoCompose = errors.New("there is no Docker Compose " + Least + " or later here; `mage setup` builds it on Debian, elsewhere install the docker-compose-plugin")

// explain looks for the reason why Compose could not resolve the project.
func (p Project) explain(ctx context.Context, err error) error {
	if errors.Is(err, docker.ErrNoDocker) || ctx.Err() != nil {
		return err
	}
	if version, versionErr := p.ComposeVersion(ctx); versionErr != nil || !docker.AtLeast(version, Least) {
		return ErrNoCompose
	}
	return fmt.Errorf("the Compose file is invalid: %w", err)
}

// Names are the services in alphabetical order.
func (c Config) Names() []string {
	var names []string
	for name := range c.Services {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// OwnVolumes returns the named volumes that the services use and that are the
// project's own, in alphabetical order. Those that are external are not.
func (c Config) OwnVolumes() []docker.VolumeSpec {
	var own []docker.VolumeSpec
	for _, key := range slices.Sorted(maps.Keys(c.Volumes)) {
		spec := c.Volumes[key]
		spec.Key, spec.Labels, spec.DriverOpts = key, unescape(spec.Labels), unescape(spec.DriverOpts)
		if !spec.External && c.uses(key) {
			own = append(own, spec)
		}
	}
	return own
}

// unescape returns values as the engine gets them: in a resolved file, $$ stands for $.
func unescape(values map[string]string) map[string]string {
	plain := make(map[string]string)
	for name, value := range values {
		plain[name] = strings.ReplaceAll(value, "$$", "$")
	}
	return plain
}

func (c Config) uses(volume string) bool {
	for _, service := range c.Services {
		for _, v := range service.Volumes {
			if v.Type == "volume" && v.Source == volume {
				return true
			}
		}
	}
	return false
}

// cachedVolumes returns the volumes without the options of their drivers.
func (c Config) cachedVolumes() map[string]docker.VolumeSpec {
	volumes := make(map[string]docker.VolumeSpec)
	for key, spec := range c.Volumes {
		volumes[key] = docker.VolumeSpec{Name: spec.Name, External: spec.External}
	}
	return volumes
}

// Bindings are the host ports that the services publish. A port that Compose
// leaves to the engine is none; a range counts as each of its ports.
func (c Config) Bindings() []ports.Binding {
	var bindings []ports.Binding
	for _, name := range c.Names() {
		for _, p := range c.Services[name].Ports {
			host := p.HostIP
			if host == "" {
				host = "0.0.0.0"
			}
			for _, number := range numbers(p.Published) {
				bindings = append(bindings, ports.Binding{Service: name, Host: host, Port: number, UDP: p.Protocol == "udp"})
			}
		}
	}
	return bindings
}

func numbers(published string) []int {
	first, last, isRange := strings.Cut(published, "-")
	if !isRange {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || from < 1 || to > 65535 {
		return nil
	}
	var all []int
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}
