//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// provided is a project with a service that a program outside Compose runs.
const provided = `
services:
  db:
    provider: {type: keeper}
  web:
    build: .
    image: plain/app:dev
    command: web
    ports: ["18600:8000"]
    depends_on: [db]
    x-sandbox: {ready: GET /healthz}
`

// keeper is a provider, called as keeper compose --project-name=NAME up db. It gives the
// services that depend on it a variable.
const keeper = `#!/bin/sh
[ "$3" != up ] || echo '{"type":"setenv","message":"URL=postgres://db.example"}'
`

func TestAServiceOfAProviderHasNoContainerAndItsFailureIsItsOwn(t *testing.T) {
	in := newPlain(t)
	in.write(t, "docker-compose.yml", provided)
	bin := t.TempDir()
	in.env = append(in.env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	install := func(program string) {
		if err := os.WriteFile(filepath.Join(bin, "keeper"), []byte(program), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const cure = "try: install or mend the provider program of db"
	up := in.run(t, "sandbox:up")
	up.exits(t, 2)
	up.shows(t, "✗ web not ready", `exec: "keeper": executable file not found in $PATH`, cure)

	install(keeper)
	up = in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ web ready (GET /healthz)", "PASSED")
	in.run(t, "sandbox:gate").exits(t, 0)
	status := in.run(t, "sandbox:status")
	status.shows(t, "Status: running", "1/1 running")

	in.run(t, "sandbox:down").exits(t, 0)
	install("#!/bin/sh\n" + `echo '{"type":"error","message":"no quota left"}'; exit 1` + "\n")
	up = in.run(t, "sandbox:up")
	up.exits(t, 2)
	up.shows(t, "✗ web not ready", "docker compose: no quota left", cure)
	install(keeper)
	in.run(t, "sandbox:up").exits(t, 0)
}
