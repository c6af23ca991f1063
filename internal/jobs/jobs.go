// Package jobs tells the services that have to run on from those that may end, as a job does.
package jobs

import (
	"path"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

// Ending says what it means that a container of a service has exited with code 0.
type Ending int

const (
	Outage  Ending = iota // the service has to run on
	Perhaps               // the service may be a job: nothing in the Compose file says that it has to run on
	Success               // the service is a job
)

// Of returns what it means that a container of a service has exited with code 0,
// according to the Compose file.
func Of(project composefile.Project, name string) Ending {
	service := project.Services[name]
	switch {
	case derive.IsJob(project, name):
		return Success
	case !service.Restarts() && len(service.Ports) == 0 && !service.Healthcheck.Enabled() && (!derive.IsServer(service) || runsClient(service)):
		return Perhaps
	}
	return Outage
}

// MayEnd reports whether a service is a job, or may be one.
func MayEnd(project composefile.Project, name string) bool { return Of(project, name) != Outage }

// clients are the programs in the images of servers that end once they have done their work.
var clients = []string{
	"psql", "pg_dump", "pg_dumpall", "pg_restore", "pgbench", "createdb", "createuser", "mysql", "mariadb", "mysqldump", "mariadb-dump", "mysqladmin",
	"mongo", "mongosh", "mongodump", "mongoimport", "mongorestore", "redis-cli", "valkey-cli", "rabbitmqadmin",
}

// runsClient reports whether a service of a server's image runs a client in place of the
// server, as a job does that fills a database. A script of a shell counts by its first word.
func runsClient(service composefile.Service) bool {
	words := strings.Fields(strings.Join(slices.Concat(service.Entrypoint, service.Command), " "))
	for len(words) > 1 && slices.Contains([]string{"sh", "bash", "-c", "-ec", "-lc", "exec"}, path.Base(words[0])) {
		words = words[1:]
	}
	return len(words) > 0 && slices.Contains(clients, path.Base(words[0]))
}
