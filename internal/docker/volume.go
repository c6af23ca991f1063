package docker

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	Driver    string
	Options   map[string]string // of the driver
	Labels    map[string]string
}

// Definition returns a hash of what a Compose file says of a volume: its driver, the
// driver's options and its labels.
func Definition(driver string, options, labels map[string]string) string {
	own := maps.Clone(labels)
	maps.DeleteFunc(own, func(name, _ string) bool {
		return name == KeyLabel || name == anonymousLabel || strings.HasPrefix(name, "com.docker.compose.")
	})
	hash := sha256.New()
	fmt.Fprintf(hash, "%q", cmp.Or(driver, "local"))
	for _, values := range []map[string]string{options, own} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			fmt.Fprintf(hash, "%q=%q", name, values[name])
		}
		fmt.Fprint(hash, ";")
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// Definition returns the hash of the definition with which the volume was made.
func (v Volume) Definition() string { return Definition(v.Driver, v.Options, v.Labels) }

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
	// Definition is the hash of the definition, which a cached configuration has, too.
	Definition string
}

// LocalOptions returns the driver options of a volume of the engine's own driver, and nil
// for one of another driver.
func (s VolumeSpec) LocalOptions() map[string]string {
	if s.Driver == "" || s.Driver == "local" {
		return s.DriverOpts
	}
	return nil
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
	return p.createVolume(ctx, spec, labels)
}

// SnapshotLabel is the label with the id of the snapshot that a volume belongs to.
const SnapshotLabel = "sandbox.snapshot"

// snapshotOfLabel is the label with the key of the instance that a snapshot was made of.
const snapshotOfLabel = "sandbox.snapshot.of"

// CreateSnapshotVolume makes a volume of a snapshot of the instance with a key. It belongs
// to no Compose project, nor to the instance.
func (p Project) CreateSnapshotVolume(ctx context.Context, name, snapshot, key string) error {
	return p.createVolume(ctx, VolumeSpec{Name: name}, map[string]string{SnapshotLabel: snapshot, snapshotOfLabel: key})
}

// Snapshot returns the id of the snapshot that the volume belongs to, "" for none.
func (v Volume) Snapshot() string { return v.Labels[SnapshotLabel] }

func (p Project) createVolume(ctx context.Context, spec VolumeSpec, labels map[string]string) error {
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
