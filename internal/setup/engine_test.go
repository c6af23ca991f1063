package setup

import (
	"strings"
	"testing"
)

var (
	debianRoot = machine{os: "linux", distribution: "debian", root: true}
	debianUser = machine{os: "linux", distribution: "debian"}
	ubuntuRoot = machine{os: "linux", distribution: "ubuntu", root: true}
	macOS      = machine{os: "darwin"}
	windows    = machine{os: "windows"}
)

func TestPlanEngine(t *testing.T) {
	const silent = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock"
	for _, tt := range []struct {
		name    string
		machine machine
		engine  engine
		want    engineAction
		says    string // part of the error; "" for none
	}{
		{"an engine answers", debianRoot, engine{version: "20.10.24"}, leaveEngine, ""},
		{"one answers elsewhere", macOS, engine{version: "29.0.0"}, leaveEngine, ""},
		{"Debian, root, no engine", debianRoot, engine{failure: silent}, installEngine, ""},
		{"Debian, root, nothing at all", debianRoot, engine{failure: "there is no docker command"}, installEngine, ""},
		{"Debian, root, engine stopped", debianRoot, engine{failure: silent, installed: "docker.io", dockerd: true}, startEngine, ""},
		{"Debian, root, docker-ce stopped", debianRoot, engine{failure: silent, installed: "docker-ce", dockerd: true}, startEngine, ""},
		{"Debian, root, static dockerd stopped", debianRoot, engine{failure: silent, dockerd: true}, startEngine, ""},

		{"Debian, root, podman-docker", debianRoot, engine{failure: silent, installed: "podman-docker"}, leaveEngine, "podman-docker is installed"},
		{"Debian, root, only Docker's client", debianRoot, engine{failure: silent, installed: "docker-ce-cli"}, leaveEngine, "docker-ce-cli is installed"},
		{"DOCKER_HOST set", debianRoot, engine{failure: silent, elsewhere: "DOCKER_HOST"}, leaveEngine, "remove DOCKER_HOST"},
		{"DOCKER_HOST set, engine stopped", debianRoot, engine{failure: silent, elsewhere: "DOCKER_HOST", dockerd: true}, leaveEngine, "remove DOCKER_HOST"},
		{"ssh refuses the key", debianRoot, engine{failure: "permission denied (publickey)", elsewhere: "DOCKER_HOST"}, leaveEngine, "selected by DOCKER_HOST"},
		{"the socket refuses the user", debianUser, engine{failure: "dial unix: connect: permission denied", dockerd: true}, leaveEngine, "usermod -aG docker"},

		{"Debian, user, no engine", debianUser, engine{failure: silent}, leaveEngine, "as root"},
		{"Debian, user, engine stopped", debianUser, engine{failure: silent, dockerd: true}, leaveEngine, "systemctl start docker"},
		{"Ubuntu, root, no engine", ubuntuRoot, engine{failure: silent}, leaveEngine, "apt-get install docker.io docker-compose-v2"},
		{"Ubuntu, root, engine stopped", ubuntuRoot, engine{failure: silent, dockerd: true}, leaveEngine, "systemctl start docker"},
		{"unknown Linux", machine{os: "linux"}, engine{failure: silent}, leaveEngine, "docs.docker.com/engine/install"},
		{"macOS", macOS, engine{failure: silent}, leaveEngine, "brew install"},
		{"Windows", windows, engine{failure: silent}, leaveEngine, "winget install"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := planEngine(tt.machine, tt.engine)
			if got != tt.want {
				t.Errorf("action = %d, want %d", got, tt.want)
			}
			switch {
			case tt.says == "" && err != nil:
				t.Errorf("error = %v, want none", err)
			case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("error = %v, want one that says %q", err, tt.says)
			}
		})
	}
}

func TestElsewhereFollowsTheClientsPrecedence(t *testing.T) {
	for _, tt := range []struct{ name, host, context, configured, want string }{
		{"nothing set", "", "", "", ""},
		{"the default by name", "", "default", "", ""},
		{"the default configured", "", "", "default", ""},
		{"host", "tcp://127.0.0.1:2375", "", "", "DOCKER_HOST"},
		{"host beats context", "tcp://127.0.0.1:2375", "default", "colima", "DOCKER_HOST"},
		{"context", "", "lima", "", "DOCKER_CONTEXT"},
		{"context beats the configured one", "", "default", "colima", ""},
		{"configured", "", "", "colima", "the current docker context colima"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := elsewhere(tt.host, tt.context, tt.configured); got != tt.want {
				t.Errorf("elsewhere() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestConfiguredContext(t *testing.T) {
	for _, tt := range []struct{ name, config, want string }{
		{"none", `{"auths": {}}`, ""},
		{"one", `{"currentContext": "colima"}`, "colima"},
		{"torn", `{"currentContext": "coli`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("DOCKER_CONFIG", dir)
			write(t, dir+"/config.json", tt.config)
			if got := configuredContext(); got != tt.want {
				t.Errorf("configuredContext() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFirstInstalled(t *testing.T) {
	for _, tt := range []struct{ name, listing, want string }{
		{"dpkg knows none", "", ""},
		{"known, never installed", "not-installed docker-ce\nnot-installed docker-ce-cli\n", ""},
		{"installed", "not-installed docker-ce\ninstalled docker.io\n", "docker.io"},
		{"removed, configuration left", "config-files docker-ce\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := firstInstalled(tt.listing); got != tt.want {
				t.Errorf("firstInstalled() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestComposeSuffices(t *testing.T) {
	for version, want := range map[string]bool{
		"": false, "1.29.2": false, "docker-compose": true, "dev": true, "2.40.3": true, "v2.3.3": false, "v2.24.7-desktop.1": true, "v2.24.6": false, "5.6.0": true,
	} {
		if got := composeSuffices(version); got != want {
			t.Errorf("composeSuffices(%q) = %t, want %t", version, got, want)
		}
	}
}

func TestLastLines(t *testing.T) {
	log := strings.NewReader("of the run before\n1\n2\n3\n4\n")
	if got := lastLines(log, int64(len("of the run before\n")), 3); got != "2\n3\n4" {
		t.Errorf("lastLines() = %q", got)
	}
	if got := lastLines(log, int64(len("of the run before\n")), 9); got != "1\n2\n3\n4" {
		t.Errorf("lastLines() = %q", got)
	}
}
