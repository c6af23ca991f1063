package ownership

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Holdings are what an engine holds of an instance and of its Compose project,
// sorted by whose it is.
type Holdings struct {
	// Own are containers and volumes with the instance's key, and networks of its
	// project that no other container uses.
	Own docker.Remains
	// Anonymous are volumes without a name: of its containers, and of those that it
	// has removed.
	Anonymous []string
	// Images are names of images that no other container uses.
	Images []string
	// Adopted are volumes that its claim records: their data is older than the instance.
	Adopted []string
	// Unkeyed are containers of the instance's very directory without a key.
	Unkeyed []docker.Container
	// Others says what is known of each object that is not proven to be the instance's.
	Others []string
	// Alone reports that every container of the project, and every network, is in Own.
	Alone bool
}

// None reports whether the engine holds nothing that is the instance's own.
func (h Holdings) None() bool { return h.Own.None() && len(h.Anonymous) == 0 }

// String returns such as "8 containers, 1 network, 3 volumes" of the instance's own.
func (h Holdings) String() string {
	own := h.Own
	for _, name := range h.Anonymous {
		own.Volumes = append(own.Volumes, docker.Volume{Name: name})
	}
	return own.String()
}

// Look asks the engine for an instance's holdings.
func Look(ctx context.Context, project compose.Project, in Instance) (Holdings, error) {
	remains, err := project.Remains(ctx, in.Key)
	if err != nil {
		return Holdings{}, err
	}
	h := Holdings{Alone: true}
	h.sortContainers(in, remains.Containers)
	if err := h.sortVolumes(ctx, project, in, remains.Volumes); err != nil {
		return h, err
	}
	if err := h.sortNetworks(ctx, project, remains.Networks); err != nil {
		return h, err
	}
	h.Images, err = h.unusedImages(ctx, project, unique(append(remains.Images, in.Images...)))
	return h, err
}

func (h *Holdings) sortContainers(in Instance, containers []docker.Container) {
	for _, c := range containers {
		switch {
		case in.OwnsContainer(c):
			h.Own.Containers = append(h.Own.Containers, c)
			h.Alone = h.Alone && c.Project() == in.ID
			continue
		case in.Unkeyed(c):
			h.Unkeyed = append(h.Unkeyed, c)
		}
		h.Alone = false
		h.Others = append(h.Others, Container(c))
	}
}

func (h *Holdings) sortVolumes(ctx context.Context, project compose.Project, in Instance, volumes []docker.Volume) error {
	recorded, err := project.Volumes(ctx, slices.Concat(in.Adopted, in.Anonymous, h.mountedAnonymous())...)
	if err != nil {
		return err
	}
	for _, v := range append(volumes, recorded...) {
		switch {
		case slices.Contains(in.Adopted, v.Name):
			h.Adopted = append(h.Adopted, v.Name)
		case in.OwnsVolume(v):
			h.Own.Volumes = append(h.Own.Volumes, v)
		case v.Anonymous():
			h.Anonymous = append(h.Anonymous, v.Name)
		default:
			users, err := project.UsersOf(ctx, "volume="+v.Name)
			if err != nil {
				return err
			}
			h.Others = append(h.Others, Volume(v, users))
		}
	}
	h.Adopted, h.Anonymous = unique(h.Adopted), unique(h.Anonymous)
	return nil
}

// mountedAnonymous returns the volumes of the instance's containers that the
// engine may have named.
func (h *Holdings) mountedAnonymous() []string {
	var names []string
	for _, c := range h.Own.Containers {
		for _, m := range c.Mounts {
			if m.Type == "volume" && (docker.Volume{Name: m.Name}).Anonymous() {
				names = append(names, m.Name)
			}
		}
	}
	return names
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// sortNetworks keeps those that a container of another owner, running or not, is
// to be connected to.
func (h *Holdings) sortNetworks(ctx context.Context, project compose.Project, networks []docker.Network) error {
	for _, n := range networks {
		users, err := project.UsersOf(ctx, "network="+n.ID)
		if err != nil {
			return err
		}
		if other := h.otherUser(users); other != "" {
			h.Alone = false
			h.Others = append(h.Others, "network "+n.Name+", used by "+other)
		} else {
			h.Own.Networks = append(h.Own.Networks, n)
		}
	}
	return nil
}

// unusedImages returns those of the images that no container of another owner uses.
func (h *Holdings) unusedImages(ctx context.Context, project compose.Project, images []string) ([]string, error) {
	var unused []string
	for _, image := range images {
		users, err := project.UsersOf(ctx, "ancestor="+image)
		if err != nil {
			return nil, err
		}
		if h.otherUser(users) == "" {
			unused = append(unused, image)
		}
	}
	return unused, nil
}

// otherUser returns what is known of a container that is not the instance's, ""
// if all of them are.
func (h *Holdings) otherUser(users []docker.Container) string {
	own := func(c docker.Container) bool {
		return slices.ContainsFunc(h.Own.Containers, func(o docker.Container) bool { return o.ID == c.ID })
	}
	if i := slices.IndexFunc(users, func(c docker.Container) bool { return !own(c) }); i >= 0 {
		return Container(users[i])
	}
	return ""
}
