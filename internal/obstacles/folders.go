package obstacles

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/report"
)

// ofTheMachine are the folders that belong to the operating system. A project mounts a
// device, a socket or the time zone from there, and keeps no data in them.
var ofTheMachine = []string{"/dev", "/etc", "/lib", "/proc", "/run", "/sys", "/tmp", "/var/run"}

// Folders finds the writable folders outside the worktree that services mount, also by the
// driver options of a volume. Instances in other worktrees write into the same ones.
func Folders(project composefile.Project, worktree string) (found []report.Finding) {
	for _, name := range project.Names() {
		for _, mount := range project.Services[name].Volumes {
			folder := folderOf(project, mount)
			if folder == "" || mount.ReadOnly || isWithin(worktree, folder) || isOfTheMachine(folder) {
				continue
			}
			found = append(found, warning("nothing if that is intended; otherwise mount a volume, or a folder of the project",
				"service %s mounts %s, which is outside the worktree: all instances share its data", name, folder))
		}
	}
	return found
}

// folderOf returns the folder that a mount leads to, or "" if the engine keeps the files of
// its volume. A folder on a server counts.
func folderOf(project composefile.Project, mount composefile.Mount) string {
	switch volume := project.Volumes[mount.Source]; {
	case mount.Type == "bind":
		return mount.Source
	case mount.Type == "volume" && !volume.External && volume.DriverOpts["type"] != "tmpfs":
		return volume.DriverOpts["device"]
	}
	return ""
}

func isOfTheMachine(path string) bool {
	return filepath.Base(path) == "docker.sock" || slices.ContainsFunc(ofTheMachine, func(dir string) bool { return isWithin(dir, path) })
}

// isWithin reports whether a path is a directory or below it.
func isWithin(dir, path string) bool {
	relative, err := filepath.Rel(dir, path)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}
