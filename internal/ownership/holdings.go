package ownership

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Holdings are the objects on an engine that belong to an instance or to its
// Compose project, sorted by owner.
type Holdings struct {
	// Own holds the containers and volumes with the instance's key, and the project's
	// networks that no other container uses.
	Own docker.Remains
	// Anonymous holds the unnamed volumes of the instance's containers, including
	// removed ones.
	Anonymous []string
	// Images holds the names of images that no other container uses.
	Images []string
	// Adopted holds the volumes that the instance's claim records. Their data is older
	// than the instance.
	Adopted []string
	// Unkeyed holds containers without a key that were started from the instance's
	// directory.
	Unkeyed []docker.Container
	// Others describes each object that cannot be proven to belong to the instance.
	Others []string
	// Alone is set if Own holds every container and network of the project.
	Alone bool
}

// None reports whether the engine holds nothing that belongs to the instance.
func (h Holdings) None() bool { return h.Own.None() && len(h.Anonymous) == 0 }

// String counts the instance's own objects, as in "8 containers, 1 network, 3
// volumes".
func (h Holdings) String() string {
	own := h.Own
	for _, name := range h.Anonymous {
		own.Volumes = append(own.Volumes, docker.Volume{Name: name})
	}
	return own.String()
}

// Look asks the engine for the holdings of an instance.
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

// mountedAnonymous returns the volumes that the instance's containers mount and
// that may be anonymous.
func (h *Holdings) mountedAnonymous() []string {
	return anonymousOf(h.Own.Containers)
}

// anonymousOf returns the volumes that the containers mount and that may be
// anonymous.
func anonymousOf(containers []docker.Container) []string {
	var names []string
	for _, c := range containers {
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

// sortNetworks keeps the networks that connect a container of another owner,
// running or not, out of Own.
func (h *Holdings) sortNetworks(ctx context.Context, project compose.Project, networks []docker.Network) error {
	for _, n := range networks {
		users, err := project.UsersOf(ctx, "network="+n.ID, "network="+n.Name) // one that never ran knows the name alone
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

// unusedImages returns the existing images that no container of another owner uses. Where
// builds give one image to several instances, each has a name of its own, which can go.
func (h *Holdings) unusedImages(ctx context.Context, project compose.Project, images []string) ([]string, error) {
	if len(images) == 0 {
		return nil, nil
	}
	names, err := project.ImageNames(ctx)
	if err != nil {
		return nil, err
	}
	isForeign := func(name string) bool { return !slices.Contains(images, name) }
	var unused []string
	for _, image := range images {
		id := idOf(names, image)
		if id == "" {
			continue
		}
		if image != id && slices.ContainsFunc(names[id], isForeign) {
			unused = append(unused, image)
			continue
		}
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

// idOf returns the id of an image by its name or id, "" if the engine does not have it.
func idOf(names map[string][]string, image string) string {
	for id, all := range names {
		if id == image || slices.Contains(all, image) {
			return id
		}
	}
	return ""
}

// otherUser describes the first container that does not belong to the instance, or
// returns "" if all do.
func (h *Holdings) otherUser(users []docker.Container) string {
	isOwn := func(c docker.Container) bool {
		return slices.ContainsFunc(h.Own.Containers, func(o docker.Container) bool { return o.ID == c.ID })
	}
	if i := slices.IndexFunc(users, func(c docker.Container) bool { return !isOwn(c) }); i >= 0 {
		return Container(users[i])
	}
	return ""
}
