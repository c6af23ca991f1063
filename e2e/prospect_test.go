//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// The first up makes the directory an instance. Until then doctor sees what it would see,
// and each cure can be carried out.
func TestDoctorExaminesAProjectThatIsNoInstanceYet(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	network := in.id + "-outside"
	for _, obstacle := range []struct {
		services, fact, cure string
		mend                 func()
	}{
		{
			"services: {web: {env_file: ./secret.env}}\n", "secret.env does not exist, which " + overrideFile + " names as env_file of web", "secret.env",
			func() { in.write(t, "secret.env", "A=b\n") },
		},
		{
			"services: {web: {depends_on: [extra]}, extra: {image: 'plain/app:dev', command: worker, profiles: [more]}}\n",
			"service web depends on extra, which only the profile more starts", "add more to COMPOSE_PROFILES in .env",
			func() { in.write(t, ".env", "COMPOSE_PROFILES=more\n") },
		},
		{
			"networks: {default: {external: true, name: NETWORK}}\n", "the external network NETWORK does not exist", "docker network create NETWORK",
			func() { provideNetwork(t, network) },
		},
	} {
		named := strings.NewReplacer("NETWORK", network).Replace
		obstacle.services, obstacle.fact, obstacle.cure = named(obstacle.services), named(obstacle.fact), named(obstacle.cure)
		in.write(t, overrideFile, obstacle.services)
		doctor, up := in.run(t, "sandbox:doctor"), in.run(t, "sandbox:up")
		doctor.exits(t, 1)
		up.exits(t, 1)
		doctor.shows(t, "✗ Compose file: ", obstacle.fact, obstacle.cure)
		up.complains(t, obstacle.fact, obstacle.cure)
		obstacle.mend()
		in.run(t, "sandbox:doctor").exits(t, 0)
	}
	in.run(t, "sandbox:doctor").shows(t, "✓ Compose file: 6 services")
	in.run(t, "sandbox:up", "-nowait").exits(t, 0)
	in.run(t, "sandbox:down").exits(t, 0) // so that the network can be removed
}
