package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Volume is what the engine knows of one volume.
type Volume struct {
	Name      string
	CreatedAt time.Time
	Labels    map[string]string
}

// Key returns the key of the instance that the volume belongs to, "" for none.
func (v Volume) Key() string { return v.Labels[KeyLabel] }

// Project returns the Compose project that the volume was made for, "" for none.
func (v Volume) Project() string { return v.Labels[labelProject] }

// WorkingDir returns the directory that the volume was made for, "" if no label says.
func (v Volume) WorkingDir() string { return v.Labels[labelWorkingDir] }

// anonymousLabel is the label that newer engines give to a volume without a name of its own.
const anonymousLabel = "com.docker.volume.anonymous"

var anonymousName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Anonymous reports whether the engine has named the volume: a container's image
// or definition asked for one without a name.
func (v Volume) Anonymous() bool {
	labels := maps.Clone(v.Labels)
	delete(labels, anonymousLabel)
	return anonymousName.MatchString(v.Name) && len(labels) == 0
}

// Volumes returns those of the named volumes that there are.
func (p Project) Volumes(ctx context.Context, names ...string) ([]Volume, error) {
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return nil, nil
	}
	text, err := p.Output(ctx, append([]string{"volume", "inspect", "--"}, names...)...)
	if err != nil && !gone(err) {
		return nil, err
	}
	var volumes []Volume
	if err := json.Unmarshal(text, &volumes); err != nil {
		return nil, fmt.Errorf("docker volume inspect: %w", err)
	}
	return volumes, nil
}

// VolumesOf returns the volumes of the project, and those that bear the key.
func (p Project) VolumesOf(ctx context.Context, key string) ([]Volume, error) {
	var names []string
	for _, label := range p.owners(key) {
		listed, err := p.Output(ctx, "volume", "ls", "-q", "--filter", "label="+label)
		if err != nil {
			return nil, err
		}
		names = append(names, strings.Fields(string(listed))...)
	}
	return p.Volumes(ctx, names...)
}

// VolumeSpec is how the Compose files define a named volume.
type VolumeSpec struct {
	Key        string // in the Compose file
	Name       string // on the engine
	External   bool
	Driver     string
	DriverOpts map[string]string
	Labels     map[string]string
}

// CreateVolume makes a volume with a key, as Compose would make it but for the
// hash of its definition: Compose takes it without a question, also after the
// definition has changed. A volume of that name that exists keeps its own labels.
func (p Project) CreateVolume(ctx context.Context, spec VolumeSpec, key, dir string) error {
	labels := maps.Clone(spec.Labels)
	if labels == nil {
		labels = make(map[string]string)
	}
	labels[KeyLabel], labels[labelProject], labels[labelVolume], labels[labelWorkingDir] = key, p.Name, spec.Key, dir
	args := []string{"volume", "create"}
	if spec.Driver != "" {
		args = append(args, "--driver", spec.Driver)
	}
	for _, name := range slices.Sorted(maps.Keys(spec.DriverOpts)) {
		args = append(args, "--opt", name+"="+spec.DriverOpts[name])
	}
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		args = append(args, "--label", name+"="+labels[name])
	}
	_, err := p.Output(ctx, append(args, "--", spec.Name)...)
	return err
}
