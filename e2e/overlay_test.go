//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/overlay"
)

// Compose resolves the project with the overlay as [overlay.Changes.Apply] says.
func TestComposeMergesTheOverlayAsItIsApplied(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"internal/overlay/testdata/shop.yaml", "internal/overlay/testdata/included.yaml"} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source := filepath.Join(suite.root, file)
			before := resolved(t, source)
			derived, err := derive.Stack(before, map[string]string{"local/80/tcp": "LOCAL_PORT"})
			if err != nil {
				t.Fatal(err)
			}
			numbers, err := derive.Assign(derived.Ports, 2, map[string]int{"LOCAL_PORT": 8001}, func(int, bool) bool { return false })
			if err != nil {
				t.Fatal(err)
			}
			own := overlay.Instance{ID: before.Name, Host: "127.0.0.1", Ports: derived.Ports, Numbers: numbers}
			changes := overlay.ChangesFor(before, own)
			path := filepath.Join(t.TempDir(), "overlay.yaml")
			if err := os.WriteFile(path, overlay.Text(before.Names(), "l", "k", changes), 0o600); err != nil {
				t.Fatal(err)
			}
			want, got := changes.Apply(before), resolved(t, source, path)
			for _, name := range want.Names() {
				w, g := want.Services[name], got.Services[name]
				w.Labels, w.Networks, g.Networks = map[string]string{"l": "k"}, comparable(w.Networks), comparable(g.Networks)
				if !reflect.DeepEqual(w, g) {
					t.Errorf("service %s: got\n%+v\nwant\n%+v", name, g, w)
				}
			}
			if !reflect.DeepEqual(want.Networks, got.Networks) || !reflect.DeepEqual(want.Volumes, got.Volumes) {
				t.Errorf("got\n%+v\n%+v\nwant\n%+v\n%+v", got.Networks, got.Volumes, want.Networks, want.Volumes)
			}
		})
	}
}

// comparable returns attachments in a form that can be compared: an attachment
// without settings is not nil, and aliases are sorted.
func comparable(attachments map[string]*composefile.Attachment) map[string]*composefile.Attachment {
	all := make(map[string]*composefile.Attachment)
	for key, attachment := range attachments {
		var a composefile.Attachment
		if attachment != nil {
			a = *attachment
		}
		a.Aliases = slices.Sorted(slices.Values(a.Aliases))
		all[key] = &a
	}
	return all
}

// resolved returns the project in the files, resolved by Compose.
func resolved(t *testing.T, files ...string) composefile.Project {
	t.Helper()
	args := []string{"compose", "-p", "inst"}
	for _, file := range files {
		args = append(args, "-f", file)
	}
	cmd := exec.Command("docker", append(args, "config")...)
	cmd.Env = suite.env
	text, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	project, err := composefile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return project
}
