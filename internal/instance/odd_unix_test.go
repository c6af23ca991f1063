//go:build unix

package instance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestNonRegularFileIsAnErrorAtOnce(t *testing.T) {
	for place, read := range map[string]func(t *testing.T, put func(path string)) error{
		".env.sandbox": func(t *testing.T, put func(string)) error {
			dir := t.TempDir()
			put(filepath.Join(dir, instance.File))
			_, err := instance.Load(dir, nil)
			return err
		},
		"images.env": func(t *testing.T, put func(string)) error {
			home := t.TempDir()
			t.Setenv(instance.HomeVariable, home)
			put(filepath.Join(home, instance.ImagesFile))
			_, err := instance.MachineVariables("")
			return err
		},
	} {
		for kind, odd := range oddfile.Kinds() {
			t.Run(place+"/"+kind, func(t *testing.T) {
				if err := read(t, func(path string) { odd(t, path) }); err == nil || strings.Contains(err.Error(), "\n") {
					t.Errorf("error = %v", err)
				}
			})
		}
	}
}

func TestStateFolderReplacesAnOddGitignore(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			state, err := instance.StateDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			odd(t, filepath.Join(state, ".gitignore"))
			if _, err := instance.StateDir(dir); (err == nil) == (kind == "directory") {
				t.Errorf("error = %v", err)
			}
		})
	}
}

func TestLinkedStateFolderIsRefused(t *testing.T) {
	for name, target := range map[string]string{"elsewhere": t.TempDir(), "nowhere": filepath.Join(t.TempDir(), "missing")} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Symlink(target, filepath.Join(dir, instance.StateFolder)); err != nil {
				t.Fatal(err)
			}
			if _, err := instance.StateDir(dir); err == nil || !strings.Contains(err.Error(), "is a symbolic link") {
				t.Errorf("StateDir: %v", err)
			}
			file := filepath.Join(dir, instance.File)
			if err := os.WriteFile(file, []byte("INSTANCE_ID=a\nSLOT_NUMBER=1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := instance.Load(dir, nil); err == nil || !strings.Contains(err.Error(), "is a symbolic link") {
				t.Errorf("Load: %v", err)
			}
			if entries, _ := os.ReadDir(target); len(entries) > 0 {
				t.Errorf("written through the link: %v", entries)
			}
		})
	}
}
