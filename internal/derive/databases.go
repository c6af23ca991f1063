package derive

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/mongo"
	"github.com/seed-491dada8/sandbox/gate/mysql"
	"github.com/seed-491dada8/sandbox/gate/postgres"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/stack"
)

// askPostgres logs in as the official image's variables say, or Bitnami's. An
// image without any of them is not a Postgres server of that kind. A service that starts
// another program of the image, such as psql or pg_dump, that listens on another port, or
// whose own hba_file decides who may log in, is not asked.
func askPostgres(project composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("postgres")
	if !plain || composefile.HasFlag(arguments, "p", "port") || slices.ContainsFunc(arguments, leavesOpen) || setTo(service, "PGPORT") && !is(service, "PGPORT", "5432") {
		return asking{}, false
	}
	user, userKnown := value(project, service, readSecret, "POSTGRES_USER", "POSTGRESQL_USERNAME")
	password, passwordKnown := value(project, service, readSecret, "POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD")
	database, databaseKnown := value(project, service, readSecret, "POSTGRES_DB", "POSTGRESQL_DATABASE")
	trusted := service.Environment["POSTGRES_HOST_AUTH_METHOD"] != nil
	if !userKnown || !passwordKnown || !databaseKnown || password == "" && !trusted {
		return asking{}, false
	}
	user = cmp.Or(user, "postgres")
	probe := func(e stack.Endpoint) gate.Probe {
		return postgres.Target{Name: e.URL, Address: e.Address, User: user, Password: password, Database: cmp.Or(database, user)}.Probe
	}
	return asking{probe: probe, client: inside.Postgres(user, password, cmp.Or(database, user))}, true
}

// leavesOpen reports whether an argument is a setting, as in -c port=5433 or --hba_file=F,
// that leaves open how to log in.
func leavesOpen(argument string) bool {
	name, _, set := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(argument, "-c"), "--"), "=")
	return set && slices.Contains([]string{"port", "hba_file", "hba-file"}, name)
}

// askMySQL logs in as the user that the image's variables name, otherwise as root. A
// server that demands TLS, or a random password, is not asked.
func askMySQL(project composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("mysqld", "mariadbd")
	if !plain || composefile.HasFlag(arguments, "require-secure-transport", "require_secure_transport", "port", "skip-networking", "skip_networking") {
		return asking{}, false
	}
	user, userKnown := value(project, service, readSecret, "MYSQL_USER", "MARIADB_USER")
	password, passwordKnown := value(project, service, readSecret, "MYSQL_PASSWORD", "MARIADB_PASSWORD")
	database, databaseKnown := value(project, service, readSecret, "MYSQL_DATABASE", "MARIADB_DATABASE")
	if !userKnown || !passwordKnown || !databaseKnown {
		return asking{}, false
	}
	if user == "" || password == "" {
		var known bool
		if user, password, known = mysqlRoot(project, service); !known {
			return asking{}, false
		}
	}
	probe := func(e stack.Endpoint) gate.Probe {
		return mysql.Target{Name: e.URL, Address: e.Address, User: user, Password: password, Database: database}.Probe
	}
	return asking{probe: probe, client: inside.MySQL(user, password, database)}, true
}

// mysqlRoot returns how root logs in, if it may do so from outside the container.
func mysqlRoot(project composefile.Project, service composefile.Service) (user, password string, known bool) {
	host, hostKnown := value(project, service, readSecret, "MYSQL_ROOT_HOST", "MARIADB_ROOT_HOST")
	if imageName(service.Image) == "mysql-server" { // Oracle's own image keeps root local
		host = cmp.Or(host, "localhost")
	}
	user, userKnown := value(project, service, readSecret, "MYSQL_ROOT_USER", "MARIADB_ROOT_USER") // Bitnami's
	password, passwordKnown := value(project, service, readSecret, "MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD")
	empty := setTo(service, "MYSQL_ALLOW_EMPTY_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD")
	anywhere := host == "" || host == "%"
	return cmp.Or(user, "root"), password, hostKnown && userKnown && passwordKnown && anywhere && (password != "" || empty)
}

// setTo reports whether one of the variables has a value.
func setTo(service composefile.Service, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value := service.Environment[name]
		return value != nil && *value != ""
	})
}

// askMongo says hello, and logs in as root if the image's variables make one. A
// member of a replica set is not asked: it serves only once something initiates the
// set, which may happen after the gate.
func askMongo(project composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("mongod")
	if !plain || setTo(service, "MONGODB_REPLICA_SET_MODE") ||
		composefile.HasFlag(arguments, "replSet", "config", "f", "port", "tlsMode", "sslMode", "configsvr", "shardsvr") {
		return asking{}, false
	}
	user, userKnown := value(project, service, readSecret, "MONGO_INITDB_ROOT_USERNAME", "MONGODB_INITDB_ROOT_USERNAME", "MONGODB_ROOT_USER")
	password, passwordKnown := value(project, service, readSecret, "MONGO_INITDB_ROOT_PASSWORD", "MONGODB_INITDB_ROOT_PASSWORD", "MONGODB_ROOT_PASSWORD")
	if user == "" && fromBitnami(service) {
		user = "root"
	}
	if !userKnown || !passwordKnown || password == "" || !isASCII(user+password) { // it says hello without a login, too
		user, password = "", ""
	}
	probe := func(e stack.Endpoint) gate.Probe {
		return mongo.Target{Name: e.URL, Address: e.Address, User: user, Password: password}.Probe
	}
	return asking{probe: probe, client: inside.Mongo(user, password)}, true
}

// isASCII reports whether a password needs no normalisation before it is hashed.
func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 126 }) < 0
}
