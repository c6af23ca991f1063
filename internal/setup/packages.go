package setup

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// enginePackages are the packages, in Debian and elsewhere, that provide an engine or its client. They conflict
// with docker.io, which provides both.
var enginePackages = []string{
	"docker.io", "docker-ce", "docker-ce-cli", "docker-ee", "docker-desktop", "containerd.io",
	"moby-engine", "moby-cli", "podman-docker",
}

// enginePackage returns the first of enginePackages that is installed, or "" if dpkg knows none of them.
func enginePackage(ctx context.Context) string {
	args := append([]string{"--show", "--showformat", `${db:Status-Status} ${Package}\n`}, enginePackages...)
	// It exits with 1 if any name is unknown, but prints the known ones.
	listing, _ := proc.Command(ctx, "dpkg-query", args...).Output()
	return firstInstalled(string(listing))
}

// firstInstalled returns the first installed package in a listing. Each line has a
// status and a package's name.
func firstInstalled(listing string) string {
	for line := range strings.Lines(listing) {
		if status, name, _ := strings.Cut(strings.TrimSpace(line), " "); status == "installed" {
			return name
		}
	}
	return ""
}

// InstallPackages installs Debian packages as root. It waits for other users of apt and never removes a package.
func InstallPackages(ctx context.Context, out io.Writer, names ...string) error {
	if err := apt(ctx, out, "update"); err != nil {
		return err
	}
	return apt(ctx, out, append([]string{"install", "--yes", "--no-install-recommends", "--no-remove"}, names...)...)
}

func apt(ctx context.Context, out io.Writer, args ...string) error {
	// dpkg needs the sbin directories in PATH.
	cmd := proc.Command(ctx, "apt-get", append(args, "-o", "DPkg::Lock::Timeout=120")...)
	// After an interrupt it ends when dpkg has finished. Killing it would leave packages half
	// installed.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 0
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive",
		"PATH="+os.Getenv("PATH")+":/usr/local/sbin:/usr/sbin:/sbin")
	return proc.Run(cmd, out)
}
