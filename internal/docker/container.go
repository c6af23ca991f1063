package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/ports"
)

// KeyLabel is the label with the key of the instance that a container or a volume
// belongs to.
const KeyLabel = "sandbox.key"

// Labels that Compose puts on every container.
const (
	labelProject    = "com.docker.compose.project"
	labelService    = "com.docker.compose.service"
	labelNumber     = "com.docker.compose.container-number"
	labelWorkingDir = "com.docker.compose.project.working_dir"
	labelVolume     = "com.docker.compose.volume"
	labelOneOff     = "com.docker.compose.oneoff"
)

// Container is what the engine knows of one container.
type Container struct {
	ID      string `json:"Id"`
	Name    string // with a slash in front
	Image   string // the engine's name of it
	Created time.Time
	State   struct {
		Status     string // created, running, paused, restarting, removing, exited or dead
		Running    bool   // stays true while it waits to be restarted
		Restarting bool
		Paused     bool
		OOMKilled  bool
		ExitCode   int
		Error      string // why the engine could not start it
		StartedAt  time.Time
		FinishedAt time.Time
		Health     *Health // nil without a healthcheck, which may be the image's own
	}
	Stopped      bool `json:"-"` // its last run was stopped; package stops finds out
	RestartCount int
	Config       struct {
		Labels map[string]string
		Env    []string // NAME=value
	}
	HostConfig struct {
		NetworkMode  string                                         // "container:" and an id or a name for one that shares another's network
		PortBindings map[string][]struct{ HostIp, HostPort string } // also while it does not run
	}
	Lender          *Container `json:"-"` // outside the project: the container shares its network
	Mounts          []Mount
	NetworkSettings struct {
		Ports    map[string][]struct{ HostIp, HostPort string }
		Networks map[string]Connection // by the network's name
	}
}

// Connection is a container's connection to a network.
type Connection struct {
	NetworkID string
	Aliases   []string // names that lead to the container
}

// Mount is a volume, a directory or an image that a container mounts.
type Mount struct {
	Type   string // volume, bind, tmpfs or image
	Name   string // of a volume
	Source string // on the engine's machine
	// Destination is the folder in the container.
	Destination string
	RW          bool // the container may write there
}

// Health returns what the container's own healthcheck found.
type Health struct {
	Status string                    // starting, healthy, unhealthy or none
	Log    []struct{ Output string } // of the last few times
}

// ShortName returns the container's name as people write it.
func (c Container) ShortName() string { return strings.TrimPrefix(c.Name, "/") }

// Service returns the Compose service that the container belongs to.
func (c Container) Service() string { return c.Config.Labels[labelService] }

// Number returns Compose's number of the container among the replicas of its service, from 1.
func (c Container) Number() int {
	number, err := strconv.Atoi(c.Config.Labels[labelNumber])
	if err != nil {
		return 1
	}
	return max(1, number)
}

// Environment returns the variables that its process was started with.
func (c Container) Environment() map[string]string {
	environment := make(map[string]string)
	for _, variable := range c.Config.Env {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	return environment
}

// Key returns the key of the instance that the container belongs to, "" for none.
func (c Container) Key() string { return c.Config.Labels[KeyLabel] }

// Project returns the Compose project that the container belongs to, "" for none.
func (c Container) Project() string { return c.Config.Labels[labelProject] }

// WorkingDir returns the directory that the container's project was started from.
func (c Container) WorkingDir() string { return c.Config.Labels[labelWorkingDir] }

// Up reports whether the container's process runs: it is neither paused nor waiting to be
// restarted.
func (c Container) Up() bool {
	return c.State.Running && !c.State.Restarting && !c.State.Paused
}

// Health is "healthy", "unhealthy", "starting", or "" without a healthcheck.
func (c Container) Health() string {
	if c.State.Health == nil || c.State.Health.Status == "none" {
		return ""
	}
	return c.State.Health.Status
}

// HealthOutput returns the output of the last healthcheck.
func (c Container) HealthOutput() string {
	if c.State.Health == nil || len(c.State.Health.Log) == 0 {
		return ""
	}
	return c.State.Health.Log[len(c.State.Health.Log)-1].Output
}

// NetworkIDs returns the ids of the networks that the container is connected to, in order.
func (c Container) NetworkIDs() []string {
	var ids []string
	for _, network := range c.NetworkSettings.Networks {
		ids = append(ids, network.NetworkID)
	}
	slices.Sort(ids)
	return ids
}

// Publishes reports whether the container publishes a binding's port, on any address: the
// engine shows the address that it was given, which may not be the one that it bound.
func (c Container) Publishes(b ports.Binding) bool {
	return c.publishes(b, func(string) bool { return true })
}

// Holds reports whether the container publishes a port that keeps others from a binding.
// Two specific addresses of a machine can have the same port. While the engine restarts
// a container, its port is free one moment and taken the next.
func (c Container) Holds(b ports.Binding) bool {
	if c.State.Restarting {
		c.NetworkSettings.Ports = c.HostConfig.PortBindings
	}
	return c.publishes(b, func(address string) bool {
		return address == b.Host || !specific(address) || !specific(b.Host)
	})
}

func (c Container) publishes(b ports.Binding, on func(address string) bool) bool {
	for private, bound := range c.NetworkSettings.Ports {
		if !strings.HasSuffix(private, "/"+b.Protocol()) {
			continue
		}
		for _, host := range bound {
			if host.HostPort == strconv.Itoa(b.Port) && on(host.HostIp) {
				return true
			}
		}
	}
	return false
}

// specific reports whether an address is a single one, not all addresses of a machine.
func specific(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && !ip.IsUnspecified()
}

// Containers returns the project's containers, stopped ones too, without those of
// `docker compose run`.
func (p Project) Containers(ctx context.Context) ([]Container, error) {
	text, err := p.Inspect(ctx)
	if err != nil || text == nil {
		return nil, err
	}
	containers, err := parseContainers(text)
	return containers, errors.Join(err, p.addLenders(ctx, containers))
}

// addLenders adds the containers outside the project whose network one of it shares. Of one
// that was removed it adds the name alone.
func (p Project) addLenders(ctx context.Context, containers []Container) error {
	for i, c := range containers {
		name, shares := strings.CutPrefix(c.HostConfig.NetworkMode, "container:")
		if !shares || c.Service() == "" || slices.ContainsFunc(containers, func(other Container) bool { return other.ID == name }) {
			continue
		}
		found, err := p.ContainersByID(ctx, []string{name})
		if err != nil {
			return err
		}
		containers[i].Lender = &append(found, Container{Name: name})[0]
	}
	return nil
}

// Inspect returns what the engine knows of the project's containers, in its own JSON;
// nil if there are none.
func (p Project) Inspect(ctx context.Context) ([]byte, error) {
	return p.inspect(ctx, p.Likely, "-a", "--filter", "label="+labelProject+"="+p.Name)
}

// Restart restarts containers.
func (p Project) Restart(ctx context.Context, containers []Container) error {
	return p.remove(ctx, idsOf(containers), "restart")
}

// idsOf returns the ids of containers.
func idsOf(containers []Container) (ids []string) {
	for _, c := range containers {
		ids = append(ids, c.ID)
	}
	return ids
}

// Running returns all containers that run on the engine, whoever owns them.
func (p Project) Running(ctx context.Context) ([]Container, error) {
	text, err := p.inspect(ctx, nil)
	if err != nil || text == nil {
		return nil, err
	}
	return parseContainers(text)
}

// inspect lists containers, and asks for all there is to know of each. Those
// that are likely to be listed are asked for meanwhile.
func (p Project) inspect(ctx context.Context, likely []string, filters ...string) ([]byte, error) {
	asking, stop := context.WithCancel(ctx)
	guess := p.guess(asking, likely)
	defer func() { stop(); guess() }()
	listed, err := p.Output(ctx, append([]string{"ps", "-q", "--no-trunc"}, filters...)...)
	if err != nil {
		return nil, err
	}
	ids := strings.Fields(string(listed))
	if len(ids) == 0 {
		return nil, nil
	}
	if slices.Sort(ids); slices.Equal(ids, likely) {
		if text := guess(); text != nil {
			return text, nil
		}
	}
	text, err := p.askFor(ctx, ids)
	if err != nil && !removed(err) {
		return nil, err
	}
	return text, nil
}

// askFor asks for all there is to know of containers.
func (p Project) askFor(ctx context.Context, ids []string) ([]byte, error) {
	return p.Output(ctx, append([]string{"inspect", "--type", "container"}, ids...)...)
}

// guess begins to ask for all there is to know of containers. What it returns
// waits for that, which is nil if one of them is not there.
func (p Project) guess(ctx context.Context, ids []string) (told func() []byte) {
	var text []byte
	done := make(chan struct{})
	go func() {
		defer close(done)
		if len(ids) == 0 {
			return
		}
		if all, err := p.askFor(ctx, ids); err == nil {
			text = all
		}
	}()
	return func() []byte { <-done; return text }
}

// removed reports whether inspect failed only for containers that were removed in
// between. It has printed the others then; where the engine is gone, it prints
// an empty list.
func removed(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) || strings.TrimSpace(failed.Output) == "" {
		return false
	}
	for line := range strings.Lines(strings.TrimSpace(failed.Output)) {
		if !strings.Contains(line, "No such container: ") {
			return false
		}
	}
	return true
}

// parseContainers leaves out what `docker compose run` has started.
func parseContainers(text []byte) ([]Container, error) {
	all, err := parseAll(text)
	return slices.DeleteFunc(all, func(c Container) bool { return strings.EqualFold(c.Config.Labels[labelOneOff], "true") }), err
}

func parseAll(text []byte) (all []Container, err error) {
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("docker inspect: %w", err)
	}
	return all, nil
}
