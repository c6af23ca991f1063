package transfer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/internal/volumecopy"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// filling is the copy of a source's data into the volumes of a locked instance.
type filling struct {
	workspace.Workspace
	owner    ownership.Instance
	from     Source
	specs    []docker.VolumeSpec // the volumes to fill
	present  []docker.Volume     // those of them that exist, and are replaced
	pairs    []volumecopy.Pair
	copier   volumecopy.Copier
	progress func(report.Event)
}

// checkEmpty returns an error if the instance has data, which a fill would replace.
func checkEmpty(ctx context.Context, w workspace.Workspace) error {
	data, err := dataOf(ctx, w, identity.Owner(w.Stack, w.Instance))
	if err == nil && len(data) > 0 {
		err = fmt.Errorf("instance %s has data already, in volume %s; `mage sandbox:down -volumes` deletes it", w.Instance.ID, data[0].Name)
	}
	return err
}

// fill replaces the data of a locked instance with that of a source, and returns the copies.
// It stops the instance. If the command is killed, [Mover.Mend] completes the copy.
func (m Mover) fill(ctx context.Context, w workspace.Workspace, from Source) ([]report.VolumeCopy, error) {
	f := filling{Workspace: w, owner: identity.Owner(w.Stack, w.Instance), from: from, progress: m.Progress}
	if err := f.plan(ctx); err != nil {
		return nil, err
	}
	if err := begin(w.Instance.Dir, from.Origin); err != nil {
		return nil, err
	}
	if err := f.makeRoom(ctx); err != nil {
		return nil, err
	}
	if err := f.copy(ctx); err != nil {
		return nil, err
	}
	err := errors.Join(takePasswords(w.Instance, from.passwords), volumes.Filled(w.Instance.Dir, f.names()))
	if err == nil {
		err = Forget(w.Instance.Dir)
	}
	return copies(f.specs, f.pairs), err
}

// plan finds the volumes to fill, and makes sure that there is room for the copies.
func (f *filling) plan(ctx context.Context) error {
	if err := f.from.onEngineOf(f.Instance); err != nil {
		return err
	}
	if err := f.from.checkPresent(ctx, f.Project.Project); err != nil {
		return err
	}
	for _, spec := range f.Config.OwnVolumes() {
		for _, v := range f.from.volumes {
			if v.Key == spec.Key {
				f.specs = append(f.specs, spec)
				f.pairs = append(f.pairs, volumecopy.Pair{From: v.Name, To: spec.Name, Options: spec.LocalOptions()})
			}
		}
	}
	if len(f.pairs) == 0 {
		return f.noVolume(ctx)
	}
	if err := f.checkFolders(); err != nil {
		return err
	}
	if err := f.checkLogins(ctx); err != nil {
		return err
	}
	found, err := ownership.FindVolumes(ctx, f.Project, f.owner, f.specs)
	if err == nil {
		err = found.Proven()
	}
	if err != nil {
		return err
	}
	f.present = slices.Concat(found.Present, found.Taken)
	f.copier = volumecopy.Copier{
		Project: f.Project.Project, Key: f.Instance.Key, Images: slices.Concat(f.from.images, imagesOf(ctx, f.Workspace)),
		Step: func(text string) { f.progress(report.Step("%s", text)) },
	}
	return f.copier.Measure(ctx, f.pairs)
}

// checkFolders returns an error if the driver options of a volume to fill name a folder with
// files, or a server: they outlive the volume, and the copy would be mixed with them.
func (f *filling) checkFolders() error {
	for _, spec := range f.specs {
		device := spec.DriverOpts["device"]
		if device == "" || spec.DriverOpts["type"] == "tmpfs" {
			continue
		}
		if entries, err := os.ReadDir(device); err != nil || len(entries) > 0 || f.Instance.Machine != "" {
			return fmt.Errorf("volume %s keeps its files in %s, as its driver_opts in the Compose file say, and a copy would be mixed with them; nothing was replaced", spec.Name, device)
		}
	}
	return nil
}

// noVolume returns the error of a fill without a volume in common. A .env that the main
// worktree has alone may be what names the profiles of the services with volumes.
func (f *filling) noVolume(ctx context.Context) error {
	err := fmt.Errorf("%s has no volume that the Compose file of instance %s names", f.from.Origin, f.Instance.ID)
	dotenv := filepath.Join(f.Instance.Dir, ".env")
	if _, missing := os.Lstat(dotenv); missing == nil {
		return err
	}
	if cure := carry.Cure(ctx, dotenv); cure != "" {
		return fmt.Errorf("%w, perhaps because the file %s does not exist; %s", err, dotenv, cure)
	}
	return err
}

// checkLogins returns an error if a database of the instance would not be given the password
// of its copied data: another one stands in a file that only the user changes.
func (f *filling) checkLogins(ctx context.Context) error {
	config := f.Config
	if changed := changedPasswords(f.Instance, f.from.passwords); len(changed) > 0 {
		project := f.Project
		project.Env = maps.Clone(project.Env)
		for _, variable := range changed {
			project.Env[variable.Name] = variable.Value
		}
		var err error
		if config, err = project.Config(ctx); err != nil {
			return err
		}
	}
	given := loginsOf(config, f.names())
	for _, login := range slices.Sorted(maps.Keys(f.from.logins)) {
		if value, found := given[login]; found && value != f.from.logins[login] {
			service, variable, _ := strings.Cut(login, " ")
			return fmt.Errorf("%s of instance %s gets another %s than its data in %s has, from the Compose file or an env_file in %s: write the same value there, and try again",
				service, f.Instance.ID, variable, f.from.Origin, f.Instance.Dir)
		}
	}
	return nil
}

func (f *filling) names() (names []string) {
	for _, spec := range f.specs {
		names = append(names, spec.Name)
	}
	return names
}

// makeRoom stops the instance and makes its volumes anew. Adopted volumes bear its key
// from then on.
func (f *filling) makeRoom(ctx context.Context) error {
	containers, err := f.Project.Containers(ctx)
	if err == nil && len(containers) > 0 {
		err = removal.Stop(ctx, f.Workspace, false, nil, report.NewDown(), f.progress)
	}
	if err != nil {
		return err
	}
	var old []string
	for _, v := range f.present {
		old = append(old, v.Name)
	}
	if err := f.Project.RemoveVolumes(ctx, old); err != nil {
		return err
	}
	if err := ownership.CreateVolumes(ctx, f.Project, f.owner, f.specs); err != nil {
		return err
	}
	isOld := func(name string) bool { return slices.Contains(old, name) }
	if !slices.ContainsFunc(f.owner.Adopted, isOld) {
		return nil
	}
	return identity.Record(f.Workspace, f.progress, func(c *claims.Claim) {
		c.Volumes = slices.DeleteFunc(slices.Clone(c.Volumes), isOld)
	})
}

// copy copies the volumes while the source's data does not change.
func (f *filling) copy(ctx context.Context) error {
	return f.copier.CopyAll(ctx, f.pairs, func(ctx context.Context) (func(context.Context) error, error) {
		return f.from.hold(ctx, f.copier.Key)
	})
}

func copies(specs []docker.VolumeSpec, pairs []volumecopy.Pair) []report.VolumeCopy {
	made := []report.VolumeCopy{}
	for i, p := range pairs {
		made = append(made, report.VolumeCopy{Volume: specs[i].Key, From: p.From, To: p.To, Bytes: p.Bytes})
	}
	return made
}
