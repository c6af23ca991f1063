package transfer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/volumecopy"
	"github.com/seed-491dada8/sandbox/report"
)

// List returns the snapshots of the repository that a directory is in.
func List(dir string) ([]report.SavedData, error) {
	listed := []report.SavedData{}
	dir, err := instance.Real(dir)
	if err != nil {
		return listed, err
	}
	store, err := storeOf(dir)
	if err != nil {
		return listed, err
	}
	all, err := store.All()
	for _, s := range all {
		listed = append(listed, Describe(s))
	}
	return listed, err
}

// Describe returns what a report says of a snapshot.
func Describe(s snapshots.Snapshot) report.SavedData {
	known, _ := claims.All()
	_, claimed := claims.ByKey(known, s.Key)
	described := report.SavedData{
		Name: s.Name, Instance: s.Instance, Created: s.Created.Format(time.RFC3339), Bytes: s.Bytes(), Volumes: []string{},
		Destroyed: !claimed, Engine: s.Engine.DockerHost,
	}
	for _, v := range s.Volumes {
		described.Volumes = append(described.Volumes, v.Key)
	}
	return described
}

// Kept reports the snapshots that stay when the instance of a claim is destroyed, and the
// commands that delete them. It returns their descriptions.
func Kept(claim claims.Claim, progress func(report.Event)) []string {
	listed, _ := List(claim.Dir)
	kept := []string{}
	for _, s := range listed {
		if s.Instance == claim.ID {
			text := fmt.Sprintf("snapshot %s (%s); mage sandbox:snapshots -delete=%s deletes it", s.Name, volumecopy.Size(s.Bytes), s.Name)
			progress(report.Step("kept: %s", text))
			kept = append(kept, text)
		}
	}
	return kept
}

// directoryOf returns the directory of the instance with an id. If several instances have
// it, the one of dir's repository counts.
func directoryOf(id, dir string) (string, error) {
	known, _ := claims.All()
	var found []string
	for _, c := range known {
		if c.ID == id && c.Stale() == nil {
			found = append(found, c.Dir)
		}
	}
	if len(found) == 0 {
		return "", fmt.Errorf("there is no instance %q to copy data from; `mage sandbox:list` lists them", plain.Short(id))
	}
	if len(found) == 1 {
		return found[0], nil
	}
	repository := identity.Repository(dir)
	isElsewhere := func(d string) bool { return identity.Repository(d) != repository }
	if here := slices.DeleteFunc(slices.Clone(found), isElsewhere); len(here) == 1 {
		return here[0], nil
	}
	return "", fmt.Errorf("several instances have the id %s, in %s; name another instance, which `mage sandbox:list` shows", id, strings.Join(found, " and "))
}
