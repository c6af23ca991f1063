package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Remains are what the engine holds of a project, found by the labels that Compose
// gives them, and of a key: the project's files need not be there any more.
// Containers of `docker compose run` are among them, and those of every profile.
type Remains struct {
	Containers []Container
	Networks   []Network
	Volumes    []Volume
	// Images are the names that Compose itself gave to those that it built for the
	// project, and the ids of those that have lost their names.
	Images []string
}

// Network is what the engine knows of one network.
type Network struct{ ID, Name string }

// None reports whether nothing remains but images, which hold nobody's data.
func (r Remains) None() bool { return len(r.Containers)+len(r.Networks)+len(r.Volumes) == 0 }

// String returns such as "8 containers, 1 network, 3 volumes".
func (r Remains) String() string {
	var parts []string
	for _, part := range []struct {
		count int
		kind  string
	}{{len(r.Containers), "container"}, {len(r.Networks), "network"}, {len(r.Volumes), "volume"}} {
		switch part.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.kind)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", part.count, part.kind))
		}
	}
	return strings.Join(parts, ", ")
}

// Remains asks the engine for what it holds of the project, and for the
// containers and volumes that bear the key, whatever their project; "" is no key.
func (p Project) Remains(ctx context.Context, key string) (r Remains, err error) {
	var failed [4]error
	var all sync.WaitGroup
	all.Go(func() { r.Containers, failed[0] = p.remainingContainers(ctx, key) })
	all.Go(func() { r.Volumes, failed[1] = p.VolumesOf(ctx, key) })
	all.Go(func() { r.Networks, failed[2] = p.remainingNetworks(ctx) })
	all.Go(func() { r.Images, failed[3] = p.remainingImages(ctx) })
	all.Wait()
	return r, errors.Join(failed[:]...)
}

// owners returns the labels by which objects of the project, or of a key, are found.
func (p Project) owners(key string) []string {
	labels := []string{labelProject + "=" + p.Name}
	if key != "" {
		labels = append(labels, KeyLabel+"="+key)
	}
	return labels
}

// remainingContainers asks for each label by itself: docker wants all filters to hold.
func (p Project) remainingContainers(ctx context.Context, key string) ([]Container, error) {
	var ids []string
	for _, label := range p.owners(key) {
		listed, err := p.Output(ctx, "ps", "-aq", "--no-trunc", "--filter", "label="+label)
		if err != nil {
			return nil, err
		}
		ids = append(ids, strings.Fields(string(listed))...)
	}
	return p.ContainersByID(ctx, ids)
}

// ContainersByID returns the containers with these ids or names that exist.
func (p Project) ContainersByID(ctx context.Context, ids []string) ([]Container, error) {
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return nil, nil
	}
	text, err := p.askFor(ctx, ids)
	if err != nil && !removed(err) {
		return nil, err
	}
	return parseAll(text)
}

// remainingImages leaves out the names of the user's own choice.
func (p Project) remainingImages(ctx context.Context) ([]string, error) {
	listed, err := p.Output(ctx, "image", "ls", "-q", "--no-trunc", "--filter", "label="+labelProject+"="+p.Name)
	ids := strings.Fields(string(listed))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	text, err := p.Output(ctx, append([]string{"image", "inspect", "--"}, ids...)...)
	if err != nil && !gone(err) {
		return nil, err
	}
	var images []image
	if err := json.Unmarshal(text, &images); err != nil {
		return nil, fmt.Errorf("docker image inspect: %w", err)
	}
	var names []string
	for _, i := range images {
		names = append(names, i.ownNames(p)...)
	}
	return slices.Compact(slices.Sorted(slices.Values(names))), nil
}

// image is what the engine knows of an image.
type image struct {
	ID       string `json:"Id"`
	RepoTags []string
	Config   struct{ Labels map[string]string }
}

// ownNames returns the name that Compose itself gives to an image that it builds
// for a project, or the id of one that has lost its names.
func (i image) ownNames(p Project) []string {
	if len(i.RepoTags) == 0 {
		return []string{i.ID}
	}
	own := p.builtName(i.Config.Labels[labelService])
	return slices.DeleteFunc(i.RepoTags, func(name string) bool { return name != own })
}

func (p Project) remainingNetworks(ctx context.Context) ([]Network, error) {
	text, err := p.Output(ctx, "network", "ls", "--no-trunc", "--filter", "label="+labelProject+"="+p.Name, "--format", "{{.ID}} {{.Name}}")
	var networks []Network
	for line := range strings.Lines(string(text)) {
		id, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		networks = append(networks, Network{ID: id, Name: name})
	}
	return networks, err
}

// UsersOf returns the containers, running or not, that match filters of docker ps,
// such as network=ID, volume=NAME or ancestor=IMAGE. If several filters have one
// name, one of them has to match.
func (p Project) UsersOf(ctx context.Context, filters ...string) ([]Container, error) {
	args := []string{"ps", "-aq", "--no-trunc"}
	for _, filter := range filters {
		args = append(args, "--filter", filter)
	}
	listed, err := p.Output(ctx, args...)
	if err != nil {
		return nil, err
	}
	return p.ContainersByID(ctx, strings.Fields(string(listed)))
}

// Stop stops containers, each within its own time.
func (p Project) Stop(ctx context.Context, ids []string) error { return p.remove(ctx, ids, "stop") }

// RemoveContainers kills and removes containers, and leaves their volumes.
func (p Project) RemoveContainers(ctx context.Context, ids []string) error {
	return p.remove(ctx, ids, "rm", "--force")
}

// RemoveNetworks removes networks by their ids.
func (p Project) RemoveNetworks(ctx context.Context, ids []string) error {
	return p.remove(ctx, ids, "network", "rm")
}

// RemoveVolumes removes volumes by their names.
func (p Project) RemoveVolumes(ctx context.Context, names []string) error {
	return p.remove(ctx, names, "volume", "rm")
}

// RemoveImages takes names from images. An image that has another name keeps it.
func (p Project) RemoveImages(ctx context.Context, names []string) error {
	return p.remove(ctx, names, "image", "rm")
}

// remove runs a command of docker on objects. It is no error that one is gone already.
func (p Project) remove(ctx context.Context, names []string, command ...string) error {
	if len(names) == 0 {
		return nil
	}
	if _, err := p.Output(ctx, slices.Concat(command, []string{"--"}, names)...); err != nil && !gone(err) {
		return err
	}
	return nil
}

// gone reports whether docker failed only for what was not there.
func gone(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) || strings.TrimSpace(failed.Output) == "" {
		return false
	}
	for line := range strings.Lines(strings.TrimSpace(failed.Output)) {
		line = strings.ToLower(line)
		if !strings.Contains(line, "no such ") && !strings.Contains(line, "not found") && !strings.Contains(line, "is already in progress") {
			return false
		}
	}
	return true
}
