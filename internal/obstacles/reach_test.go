package obstacles_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

func TestReachNamesWhatLeadsOutOfTheContainers(t *testing.T) {
	worktree := t.TempDir()
	if err := os.Symlink("/etc", filepath.Join(worktree, "link")); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"services: {web: {image: a, volumes: [{type: bind, source: " + worktree + "/data, target: /x}]}}":            "",
		"services: {web: {image: a, volumes: [{type: volume, source: data, target: /x}]}}":                           "",
		"services: {web: {build: {context: /src, dockerfile: Dockerfile}}}":                                          "builds the image of web, which runs the commands of /src/Dockerfile",
		"services: {web: {volumes: [{type: bind, source: /var/run/docker.sock, target: /x}]}}":                       "docker.sock, which is outside the worktree, as mount of web",
		"services: {web: {volumes: [{type: bind, source: " + worktree + "/link/new, target: /x, read_only: true}]}}": "uses /etc/new, which is outside the worktree, as mount of web",
		"{services: {web: {secrets: [{source: s}]}}, secrets: {s: {file: /home/me/.netrc}}}":                         "uses /home/me/.netrc, which is outside the worktree, as secret of web",
		"services: {web: {privileged: true}}":                                                                        "gives web all rights of root on this machine (privileged)",
		"services: {web: {cap_add: [SYS_ADMIN]}}":                                                                    "gives web the capabilities SYS_ADMIN",
		"services: {web: {security_opt: ['seccomp:unconfined']}}":                                                    "gives web no confinement by the kernel (seccomp:unconfined)",
		"services: {web: {network_mode: host}}":                                                                      "gives web the network of this machine",
		"services: {web: {pid: host}}":                                                                               "gives web the processes of this machine",
		"services: {web: {devices: [{source: /dev/sda, target: /dev/sda}]}}":                                         "gives web devices of this machine",
		"services: {web: {provider: {type: own}}}":                                                                   "runs the program docker-own on this machine for web",
		"{services: {}, volumes: {v: {driver_opts: {type: none, o: bind, device: /home}}}}":                          "mounts /home as the volume v",
		"{services: {}, volumes: {v: {name: other, external: true}}}":                                                "uses the data of the volume other, which exists outside the project",
	} {
		project := parse(t, text)
		found := obstacles.Reach(project, obstacles.Files(project), worktree)
		isNamed := slices.ContainsFunc(found, func(line string) bool { return strings.HasSuffix(line, want) })
		if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || !isNamed) {
			t.Errorf("%s: got %q, want %q", text, found, want)
		}
	}
}
