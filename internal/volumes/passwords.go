package volumes

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// noteCompared records that no volume is older than the instance's passwords. The dates
// are compared once for each .env.sandbox, at the first start, because the engine may have
// another clock.
func noteCompared(w workspace.Workspace) error {
	if !Dated(w) || Compared(w.Instance) {
		return nil
	}
	_, err := instance.StateDir(w.Instance.Dir)
	if err == nil {
		err = textfile.Replace(comparedFile(w.Instance), []byte(w.Instance.Variables["CREATED_AT"]+"\n"), 0o600)
	}
	return err
}

// comparedFile returns the path of the file with the date of the .env.sandbox that was
// compared.
func comparedFile(in instance.Instance) string {
	return filepath.Join(in.Dir, instance.StateFolder, "volumes-of")
}

// Dated reports whether the instance has passwords, and their date.
func Dated(w workspace.Workspace) bool {
	_, err := time.Parse(time.RFC3339, w.Instance.Variables["CREATED_AT"])
	return err == nil && w.Stack.HasPasswords()
}

// Compared reports whether the first start of the instance found no older volume.
func Compared(in instance.Instance) bool {
	date, err := textfile.Read(comparedFile(in))
	return err == nil && string(date) == in.Variables["CREATED_AT"]+"\n"
}

// compareAge returns an [*OldError] if a volume is older than the passwords: a database
// sets its password only when its volume is first initialised.
func compareAge(ctx context.Context, w workspace.Workspace, in ownership.Instance) error {
	created, err := time.Parse(time.RFC3339, w.Instance.Variables["CREATED_AT"])
	if err != nil {
		return err
	}
	present, err := ownership.PresentVolumes(ctx, w.Project, in)
	if err != nil {
		return err
	}
	return newerThan(created, present, w.Instance.Key)
}

// newerThan returns an [*OldError] that names the oldest volume, if it is older than
// created.
func newerThan(created time.Time, volumes []docker.Volume, key string) error {
	if len(volumes) == 0 {
		return nil
	}
	oldest := slices.MinFunc(volumes, func(a, b docker.Volume) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if !oldest.CreatedAt.Before(created) {
		return nil
	}
	return &OldError{oldest, oldest.Key() != key}
}

// OldError is the error for a volume that is older than the password of its data.
type OldError struct {
	volume  docker.Volume
	adopted bool
}

func (e *OldError) Error() string {
	return fmt.Sprintf("%s\n%s\nto keep both, write the data's password and CREATED_AT=\"%s\" into .env.sandbox", e.Fact(), e.Cure(), e.since())
}

// Cure says what to do. An adopted volume is deleted only by its name.
func (e *OldError) Cure() string {
	command := "mage sandbox:down -volumes"
	if e.adopted {
		command = "mage sandbox:down -volume=" + e.volume.Name
	}
	return "put the old .env.sandbox back, or delete the data: " + command
}

// Fact says which volume is too old.
func (e *OldError) Fact() string {
	return fmt.Sprintf("volume %s is of %s, older than this .env.sandbox and its password, which the data in it does not know", e.volume.Name, e.since())
}

func (e *OldError) since() string { return e.volume.CreatedAt.UTC().Format(time.RFC3339) }
