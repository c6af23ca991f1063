package obstacles

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// Reach describes what a start of a project does beyond running published images in their
// own containers, for people who decide whether to start a project of others: which images it
// builds, which programs and files of the machine it uses, and which rights it asks for.
// Files are those that it reads or mounts.
func Reach(project composefile.Project, files []File, worktree string) (found []string) {
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for _, name := range project.Names() {
		service := project.Services[name]
		if service.Build != nil {
			add("builds the image of %s, which runs the commands of %s", name, filepath.Join(service.Build.Context, service.Build.Dockerfile))
		}
		if service.Provider != nil {
			add("runs the program docker-%s on this machine for %s", service.Provider.Type, name)
		}
		for _, right := range rights(service) {
			add("gives %s %s", name, right)
		}
	}
	for _, file := range files {
		if path := real(file.Path); !isWithin(real(worktree), path) {
			add("uses %s, which is outside the worktree, as %s", path, file.Use())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(project.Volumes)) {
		volume := project.Volumes[name]
		if device := volume.DriverOpts["device"]; device != "" {
			add("mounts %s as the volume %s", device, name)
		}
		if volume.External {
			add("uses the data of the volume %s, which exists outside the project", volume.Name)
		}
	}
	return found
}

// rights returns the rights of a service that lead out of its container.
func rights(s composefile.Service) (all []string) {
	if s.Privileged {
		all = append(all, "all rights of root on this machine (privileged)")
	}
	for _, right := range []struct{ name, value string }{{"network", s.NetworkMode}, {"processes", s.PID}, {"memory", s.IPC}, {"users", s.UserNS}} {
		if right.value == "host" {
			all = append(all, "the "+right.name+" of this machine")
		}
	}
	if len(s.Devices) > 0 {
		all = append(all, "devices of this machine")
	}
	if len(s.CapAdd) > 0 {
		all = append(all, "the capabilities "+strings.Join(s.CapAdd, ", "))
	}
	if slices.ContainsFunc(s.SecurityOpt, func(option string) bool {
		return strings.Contains(option, "unconfined") || strings.Contains(option, "disable")
	}) {
		all = append(all, "no confinement by the kernel ("+strings.Join(s.SecurityOpt, ", ")+")")
	}
	return all
}

// real returns a path without links. The end of the path need not exist.
func real(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	if path == filepath.Dir(path) {
		return path
	}
	return filepath.Join(real(filepath.Dir(path)), filepath.Base(path))
}
