package setup

// engineAdvice returns how to get an engine on a machine that setup does not
// change.
func engineAdvice(m machine) string {
	switch m.os {
	case "darwin":
		return "install one with brew install colima docker docker-compose, and start it with colima start"
	case "windows":
		return "install one with winget install Docker.DockerDesktop, and start Docker Desktop"
	}
	switch m.distribution {
	case "debian":
		return "run setup as root, or sudo apt-get install docker.io iptables"
	case "ubuntu":
		return "run sudo apt-get install docker.io docker-compose-v2"
	case "fedora":
		return "run sudo dnf install moby-engine docker-compose && sudo systemctl enable --now docker"
	case "arch":
		return "run sudo pacman -S docker docker-compose && sudo systemctl enable --now docker"
	}
	return "install one by https://docs.docker.com/engine/install, and start it"
}

// startAdvice returns the command that starts an installed engine.
func startAdvice(m machine) string {
	switch m.os {
	case "darwin":
		return "colima start, or open -a Docker"
	case "windows":
		return "Docker Desktop"
	}
	return "sudo systemctl start docker, or sudo dockerd where no systemd runs"
}

// composeAdvice returns how to get the Compose plugin.
func composeAdvice(m machine) string {
	switch {
	case m.os == "darwin":
		return "run brew install docker-compose, and add cliPluginsExtraDirs as it says"
	case m.os == "windows":
		return "update Docker Desktop"
	case m.distribution == "ubuntu":
		return "run sudo apt-get install docker-compose-v2"
	case m.distribution == "fedora":
		return "run sudo dnf install docker-compose"
	case m.distribution == "arch":
		return "run sudo pacman -S docker-compose"
	}
	return "install the plugin by https://docs.docker.com/compose/install/linux, or build it:\n" +
		"  mkdir -p ~/.docker/cli-plugins && cd \"$(mktemp -d)\" && go mod init build &&\n" +
		"  go get " + composePlugin.Package + "@" + composePlugin.Version + " &&\n" +
		"  CGO_ENABLED=0 go build -o ~/.docker/cli-plugins/docker-compose " + composePlugin.Package
}
