package derive

import (
	"cmp"
	"slices"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/stack"
)

// server is a kind of server that the gate asks in its own protocol.
type server struct {
	how    string
	images []string // last parts of image names
	port   int      // that the server listens on in its container
	// probe returns how to ask, given the service; ok is false if its
	// configuration is not that of such a server, or a password cannot be had.
	probe func(composefile.Project, composefile.Service) (probe func(stack.Endpoint) gate.Probe, ok bool)
}

// servers lists the servers that are known by their images.
var servers = []server{
	{
		how: "Postgres login", port: 5432, probe: askPostgres,
		images: []string{"postgres", "postgresql", "timescaledb", "timescaledb-ha", "postgis", "pgvector", "pgvecto-rs", "supabase-postgres", "alloydbomni"},
	},
}

// askByImage returns how to ask a server whose image is known and whose port is
// published.
func askByImage(project composefile.Project, service composefile.Service, published []Port) (Asked, bool) {
	name := imageName(service.Image)
	for _, s := range servers {
		port := publishes(published, s.port)
		if port == nil || !slices.Contains(s.images, name) {
			continue
		}
		if probe, ok := s.probe(project, service); ok {
			return Asked{How: s.how, Why: "image " + name, Port: port, Passed: "ready", Probe: probe}, true
		}
	}
	return Asked{}, false
}

func readSecret(path string) (string, error) {
	content, err := textfile.Read(path)
	return string(content), err
}

// askPostgres logs in as the official image's variables say, or Bitnami's. An
// image without any of them is not a Postgres server of that kind.
func askPostgres(project composefile.Project, service composefile.Service) (func(stack.Endpoint) gate.Probe, bool) {
	user, userKnown := value(project, service, readSecret, "POSTGRES_USER", "POSTGRESQL_USERNAME")
	password, passwordKnown := value(project, service, readSecret, "POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD")
	database, databaseKnown := value(project, service, readSecret, "POSTGRES_DB", "POSTGRESQL_DATABASE")
	trusted := service.Environment["POSTGRES_HOST_AUTH_METHOD"] != nil
	if !userKnown || !passwordKnown || !databaseKnown || password == "" && !trusted {
		return nil, false
	}
	user = cmp.Or(user, "postgres")
	return func(e stack.Endpoint) gate.Probe {
		return postgres.Target{Name: e.URL, Address: e.Address, User: user, Password: password, Database: cmp.Or(database, user)}.Probe
	}, true
}
