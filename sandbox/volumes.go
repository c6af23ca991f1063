package sandbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// checkVolumes wants the instance's volumes to be no older than its passwords: a
// database takes its password when its volume is new, and never again. The dates
// are compared once for a .env.sandbox, at its first start, for the engine's
// clock may be another than ours.
func (o *session) checkVolumes(ctx context.Context) error {
	created, err := time.Parse(time.RFC3339, o.in.Variables["CREATED_AT"])
	if err != nil || !o.stack.hasPasswords() { // then there is nothing to compare
		return nil
	}
	state, err := instance.StateDir(o.in.Dir)
	if err != nil {
		return notTried(err)
	}
	path, mark := filepath.Join(state, "volumes-of"), o.in.Variables["CREATED_AT"]+"\n"
	if text, err := os.ReadFile(path); err == nil && string(text) == mark {
		return nil
	}
	volumes, err := o.project.Volumes(ctx)
	if err != nil {
		return notTried(err)
	}
	if err := newerThan(created, volumes); err != nil {
		return notTried(err)
	}
	if err := os.WriteFile(path, []byte(mark), 0o600); err != nil {
		return notTried(err)
	}
	return nil
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
	since := oldest.CreatedAt.UTC().Format(time.RFC3339)
	return fmt.Errorf(`volume %s is of %s, older than this .env.sandbox and its password, which the data in it does not know
put the old .env.sandbox back, or delete the data: mage sandbox:down -volumes
to keep both, write the data's password and CREATED_AT="%s" into .env.sandbox`, oldest.Name, since, since)
}

// hasPasswords tells whether a new .env.sandbox holds passwords of its own.
func (s Stack) hasPasswords() bool {
	return slices.ContainsFunc(s.Variables, func(v Variable) bool { return v.Value == "" })
}
