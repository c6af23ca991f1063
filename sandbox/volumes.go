package sandbox

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// findVolumes returns the volumes that the first start has yet to make. The error is
// for one that is another instance's, or whose data has another password.
func (o *session) findVolumes(ctx context.Context) ([]docker.VolumeSpec, error) {
	volumes, err := ownership.FindVolumes(ctx, o.Project, o.identity(), o.Config.OwnVolumes())
	if err == nil {
		err = volumes.Proven()
	}
	if err != nil {
		return nil, err
	}
	if len(volumes.Taken) > 0 {
		if err := o.adopt(volumes.Taken); err != nil {
			return nil, err
		}
	}
	return volumes.Missing, o.checkVolumes(ctx)
}

// adopt records volumes that existed before the instance in its claim.
func (o *session) adopt(volumes []docker.Volume) error {
	var names []string
	for _, v := range volumes {
		names = append(names, v.Name)
	}
	return o.record(func(c *claims.Claim) { c.Volumes = with(c.Volumes, names...) })
}

// createVolumes makes missing volumes with the instance's key. What the files say of
// their drivers is not kept, and is read again.
func (o *session) createVolumes(ctx context.Context, missing []docker.VolumeSpec) error {
	if len(missing) == 0 {
		return nil
	}
	if o.Config.Text == nil {
		config, err := o.Project.Config(ctx)
		if err != nil {
			return err
		}
		isMissing := func(v docker.VolumeSpec) bool {
			return slices.ContainsFunc(missing, func(m docker.VolumeSpec) bool { return m.Name == v.Name })
		}
		missing = slices.DeleteFunc(config.OwnVolumes(), func(v docker.VolumeSpec) bool { return !isMissing(v) })
	}
	return ownership.CreateVolumes(ctx, o.Project, o.identity(), missing)
}

// checkVolumes wants the instance's volumes to be no older than its passwords: a
// database takes its password when its volume is new, and never again. The dates
// are compared once for a .env.sandbox, at its first start, for the engine's
// clock may be another than ours.
func (o *session) checkVolumes(ctx context.Context) error {
	if !o.dated() || o.volumesCompared() {
		return nil
	}
	if err := o.compareVolumes(ctx); err != nil {
		return err
	}
	_, err := instance.StateDir(o.Instance.Dir)
	if err == nil {
		err = textfile.Replace(o.volumesMark(), []byte(o.Instance.Variables["CREATED_AT"]+"\n"), 0o600)
	}
	return err
}

// volumesMark is a file with the date of the .env.sandbox that was compared.
func (o *session) volumesMark() string {
	return filepath.Join(o.Instance.Dir, instance.StateFolder, "volumes-of")
}

// dated tells whether there is something to compare: passwords, and their date.
func (o *session) dated() bool {
	_, err := time.Parse(time.RFC3339, o.Instance.Variables["CREATED_AT"])
	return err == nil && o.Stack.HasPasswords()
}

// volumesCompared tells that the first start has found no older volumes.
func (o *session) volumesCompared() bool {
	mark, err := textfile.Read(o.volumesMark())
	return err == nil && string(mark) == o.Instance.Variables["CREATED_AT"]+"\n"
}

// compareVolumes returns an [*oldVolumeError] for a volume that is older than
// the passwords.
func (o *session) compareVolumes(ctx context.Context) error {
	created, err := time.Parse(time.RFC3339, o.Instance.Variables["CREATED_AT"])
	if err != nil {
		return err
	}
	volumes, err := ownership.PresentVolumes(ctx, o.Project, o.identity())
	if err != nil {
		return err
	}
	return newerThan(created, volumes, o.Instance.Key)
}

// newerThan names the oldest of the volumes if the file was created after it.
func newerThan(created time.Time, volumes []docker.Volume, key string) error {
	if len(volumes) == 0 {
		return nil
	}
	oldest := slices.MinFunc(volumes, func(a, b docker.Volume) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if !oldest.CreatedAt.Before(created) {
		return nil
	}
	return &oldVolumeError{oldest, oldest.Key() != key}
}

// oldVolumeError is why an instance is not started: the data is older than its
// password.
type oldVolumeError struct {
	volume  docker.Volume
	adopted bool
}

func (e *oldVolumeError) Error() string {
	return fmt.Sprintf("%s\n%s\nto keep both, write the data's password and CREATED_AT=\"%s\" into .env.sandbox", e.fact(), e.cure(), e.since())
}

// cure names the volume if its data is older than the instance: such a volume is
// deleted by its name alone.
func (e *oldVolumeError) cure() string {
	command := "mage sandbox:down -volumes"
	if e.adopted {
		command = "mage sandbox:down -volume=" + e.volume.Name
	}
	return "put the old .env.sandbox back, or delete the data: " + command
}

func (e *oldVolumeError) fact() string {
	return fmt.Sprintf("volume %s is of %s, older than this .env.sandbox and its password, which the data in it does not know", e.volume.Name, e.since())
}

func (e *oldVolumeError) since() string { return e.volume.CreatedAt.UTC().Format(time.RFC3339) }
