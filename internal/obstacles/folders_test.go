package obstacles_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/report"
)

func TestFoldersOutsideTheWorktreeAreShared(t *testing.T) {
	for name, test := range map[string]struct {
		mount  string
		shared bool
	}{
		"a folder of the home directory":     {"{type: bind, source: /home/me/minecraft, target: /data}", true},
		"a folder beside the worktree":       {"{type: bind, source: /src/shop-data, target: /data}", true},
		"the folder that holds the worktree": {"{type: bind, source: /src, target: /data}", true},
		"the worktree":                       {"{type: bind, source: /src/shop, target: /app}", false},
		"a folder of the worktree":           {"{type: bind, source: /src/shop/..data, target: /app}", false},
		"a folder that is only read":         {"{type: bind, source: /home/me/fonts, target: /fonts, read_only: true}", false},
		"a file of the machine":              {"{type: bind, source: /etc/localtime, target: /etc/localtime}", false},
		"the engine's socket, named already": {"{type: bind, source: /home/me/.docker/run/docker.sock, target: /x}", false},
		"a volume":                           {"{type: volume, source: data, target: /data}", false},
		"a volume in a folder":               {"{type: volume, source: home, target: /data}", true},
		"a volume in the worktree":           {"{type: volume, source: own, target: /data}", false},
		"a volume in memory":                 {"{type: volume, source: memory, target: /data}", false},
	} {
		found := obstacles.Folders(parse(t, "services: {web: {volumes: ["+test.mount+"]}}\n"+`volumes:
  data: {}
  home: {driver_opts: {type: none, o: bind, device: /home/me/data}}
  own: {driver_opts: {type: none, o: bind, device: /src/shop/data}}
  memory: {driver_opts: {type: tmpfs, device: tmpfs}}`), "/src/shop")
		if (len(found) == 1) != test.shared {
			t.Errorf("%s: got %+v", name, found)
		}
		for _, f := range found {
			if f.Status != report.FindingWarning || !strings.Contains(f.Message, "service web mounts /") || f.Cure == "" {
				t.Errorf("%s: got %+v", name, f)
			}
		}
	}
}
