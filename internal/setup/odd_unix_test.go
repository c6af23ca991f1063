//go:build unix

package setup

import (
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestNonRegularFilesOfSetupAreErrors(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("DOCKER_CONFIG", dir)
			odd(t, filepath.Join(dir, "config.json"))
			if name := configuredContext(); name != "" {
				t.Errorf("the configured context is %q", name)
			}
			odd(t, choicesPath(dir))
			if choices, err := readChoices(dir); err == nil {
				t.Errorf("the choices are %v", choices)
			}
			if err := addChoices(dir, []StandIn{{LeaveOut: "COMPOSE_PROFILES="}}); err == nil {
				t.Error("choices were added")
			}
		})
	}
}
