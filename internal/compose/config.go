package compose

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/ports"
)

// Config is a project as Compose resolves it: files merged, variables replaced, and the
// services of active profiles alone for which Compose starts a container.
type Config struct {
	composefile.Project
	// All names the services of all profiles.
	All []string
	// Text is the whole as JSON, with its secrets; nil for a cached configuration.
	Text []byte
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

// parseConfig reads the JSON that `docker compose config` writes, which is YAML as well.
func parseConfig(text []byte) (Config, error) {
	project, err := composefile.Parse(text)
	return Config{Project: project.Started(), Text: text}, err
}

// ErrNoCompose is returned where docker has no Compose, or an old one.
var ErrNoCompose = errors.New("there is no Docker Compose " + Least + " or later here; " + docker.HowToInstallCompose(runtime.GOOS))

// explain looks for the reason why Compose could not resolve the project.
func (p Project) explain(ctx context.Context, err error) error {
	if errors.Is(err, docker.ErrNoDocker) || ctx.Err() != nil {
		return err
	}
	if version, versionErr := p.ComposeVersion(ctx); versionErr != nil || !docker.AtLeast(version, Least) {
		return ErrNoCompose
	}
	if failed, is := errors.AsType[*docker.Error](err); is {
		failed.Output = withoutWarnings(failed.Output)
	}
	return fmt.Errorf("the Compose file is invalid: %w", err)
}

var unset = regexp.MustCompile(`The \\?"(\w+)\\?" variable is not set`)

// shownNames is the number of unset variables that are named.
const shownNames = 5

// withoutWarnings returns what Compose wrote after its last warning, which is why it failed,
// and how many variables it warned of: a file such as .env may be missing.
func withoutWarnings(output string) string {
	warned := strings.LastIndex(output, "level=warning")
	if warned < 0 {
		return output
	}
	_, reason, _ := strings.Cut(output[warned:], "\n")
	if reason = strings.TrimSpace(reason); reason == "" {
		return output
	}
	names := make(map[string]bool)
	for _, found := range unset.FindAllStringSubmatch(output, -1) {
		names[found[1]] = true
	}
	if all := slices.Sorted(maps.Keys(names)); len(all) > shownNames {
		reason += fmt.Sprintf("; variables that are not set: %s, and %d more", strings.Join(all[:shownNames], ", "), len(all)-shownNames)
	} else if len(all) > 0 {
		reason += "; variables that are not set: " + strings.Join(all, ", ")
	}
	return reason
}

// OwnVolumes returns the named volumes that the services use and that belong to the
// project, in alphabetical order. It leaves out external volumes.
func (c Config) OwnVolumes() []docker.VolumeSpec {
	var own []docker.VolumeSpec
	for _, key := range slices.Sorted(maps.Keys(c.Volumes)) {
		if v := c.Volumes[key]; !v.External && c.uses(key) {
			own = append(own, docker.VolumeSpec{Key: key, Name: v.Name, Driver: v.Driver, DriverOpts: v.DriverOpts, Labels: v.Labels, Definition: definition(v)})
		}
	}
	return own
}

func (c Config) uses(volume string) bool {
	for _, service := range c.Services {
		for _, mount := range service.Volumes {
			if mount.Type == "volume" && mount.Source == volume {
				return true
			}
		}
	}
	return false
}

// Bindings returns the host ports that the services may publish, all ports of a range. A
// port that the engine chooses is left out.
func (c Config) Bindings() []ports.Binding {
	var bindings []ports.Binding
	for _, name := range c.Names() {
		for _, port := range c.Services[name].Ports {
			bindings = append(bindings, port.Bindings(name)...)
		}
	}
	return bindings
}
