package sandbox

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// checkVolumes wants the instance's volumes to be no older than its passwords: a
// database takes its password when its volume is new, and never again. The dates
// are compared once for a .env.sandbox, at its first start, for the engine's
// clock may be another than ours.
func (o *session) checkVolumes(ctx context.Context) error {
	if !o.dated() || o.volumesCompared() {
		return nil
	}
	if err := o.compareVolumes(ctx); err != nil {
		return notTried(err)
	}
	_, err := instance.StateDir(o.in.Dir)
	if err == nil {
		err = textfile.Replace(o.volumesMark(), []byte(o.in.Variables["CREATED_AT"]+"\n"), 0o600)
	}
	if err != nil {
		return notTried(err)
	}
	return nil
}

// volumesMark is a file with the date of the .env.sandbox that was compared.
func (o *session) volumesMark() string {
	return filepath.Join(o.in.Dir, instance.StateFolder, "volumes-of")
}

// dated tells whether there is something to compare: passwords, and their date.
func (o *session) dated() bool {
	_, err := time.Parse(time.RFC3339, o.in.Variables["CREATED_AT"])
	return err == nil && o.stack.HasPasswords()
}

// volumesCompared tells that the first start has found no older volumes.
func (o *session) volumesCompared() bool {
	mark, err := textfile.Read(o.volumesMark())
	return err == nil && string(mark) == o.in.Variables["CREATED_AT"]+"\n"
}

// compareVolumes returns an [*oldVolumeError] for a volume that is older than
// the passwords.
func (o *session) compareVolumes(ctx context.Context) error {
	created, err := time.Parse(time.RFC3339, o.in.Variables["CREATED_AT"])
	if err != nil {
		return err
	}
	volumes, err := o.project.Volumes(ctx)
	if err != nil {
		return err
	}
	return newerThan(created, volumes)
}

// newerThan names the oldest of the volumes if the file was created after it.
func newerThan(created time.Time, volumes []compose.Volume) error {
	if len(volumes) == 0 {
		return nil
	}
	oldest := slices.MinFunc(volumes, func(a, b compose.Volume) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if !oldest.CreatedAt.Before(created) {
		return nil
	}
	return &oldVolumeError{oldest}
}

// oldVolumeError is why an instance is not started: the data is older than its
// password.
type oldVolumeError struct{ volume compose.Volume }

func (e *oldVolumeError) Error() string {
	return fmt.Sprintf("%s\nput the old .env.sandbox back, or delete the data: mage sandbox:down -volumes\n"+
		"to keep both, write the data's password and CREATED_AT=\"%s\" into .env.sandbox", e.fact(), e.since())
}

func (e *oldVolumeError) fact() string {
	return fmt.Sprintf("volume %s is of %s, older than this .env.sandbox and its password, which the data in it does not know", e.volume.Name, e.since())
}

func (e *oldVolumeError) since() string { return e.volume.CreatedAt.UTC().Format(time.RFC3339) }
