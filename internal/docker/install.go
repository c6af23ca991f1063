package docker

// onDebian names the command of the program that needs no repository of Docker's.
const onDebian = "; on Debian `sandbox setup`, run as root, does it"

// HowToInstall returns what to do on an operating system that has no docker command.
func HowToInstall(os string) string {
	if os == "linux" {
		return "install Docker Engine (https://docs.docker.com/engine/install)" + onDebian
	}
	return "install Docker Desktop (https://docs.docker.com/get-docker)"
}

// HowToInstallCompose returns what to do on an operating system that has no Docker
// Compose, or an old one.
func HowToInstallCompose(os string) string {
	if os == "linux" {
		return "install docker-compose-plugin from Docker's repository" + onDebian
	}
	return "install the newest Docker Desktop (https://docs.docker.com/get-docker)"
}
