package docker_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// A project with a magefile need not have a target setup; the program has one, for Debian.
func TestWhatToInstallWorksOnTheMachine(t *testing.T) {
	for os, want := range map[string][2]string{
		"linux":   {"install Docker Engine (https://docs.docker.com/engine/install); on Debian `sandbox setup`, run as root, does it", "install docker-compose-plugin from Docker's repository; on Debian `sandbox setup`, run as root, does it"},
		"darwin":  {"install Docker Desktop (https://docs.docker.com/get-docker)", "install the newest Docker Desktop (https://docs.docker.com/get-docker)"},
		"windows": {"install Docker Desktop (https://docs.docker.com/get-docker)", "install the newest Docker Desktop (https://docs.docker.com/get-docker)"},
	} {
		if got := [2]string{docker.HowToInstall(os), docker.HowToInstallCompose(os)}; got != want || strings.Contains(got[0]+got[1], "mage ") {
			t.Errorf("%s: got %q, want %q", os, got, want)
		}
	}
}
