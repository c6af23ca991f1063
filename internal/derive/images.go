package derive

import (
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/stack"
)

// server is a kind of server that the gate asks in its own protocol.
type server struct {
	how    string
	images []string // last parts of image names
	port   int      // that the server listens on in its container
	// ports, if set, returns the ports that a service listens on instead of port.
	ports func(composefile.Service) []int
	// asking returns how to ask, given the service; ok is false if its
	// configuration is not that of such a server, or a password cannot be had.
	asking func(composefile.Project, composefile.Service) (a asking, ok bool)
}

// asking is how to ask a server: on its published port, or by its own client in the
// container, nil if its image has none.
type asking struct {
	probe  func(stack.Endpoint) gate.Probe
	client *inside.Client
}

// servers lists the servers that are known by their images.
//
// A probe that asks wrongly blocks a stack that works. Where the credentials or the
// listener cannot be known, such as from a mounted configuration file, the
// container's health decides.
var servers = []server{
	{
		how: "Postgres login", port: 5432, asking: askPostgres,
		images: []string{"postgres", "postgresql", "timescaledb", "timescaledb-ha", "postgis", "pgvector", "pgvecto-rs", "pgrouting", "paradedb", "citus", "supabase-postgres", "alloydbomni"},
	},
	{
		how: "MySQL login", port: 3306, asking: askMySQL,
		images: []string{"mysql", "mariadb", "mysql-server", "percona", "percona-server"},
	},
	{
		how: "MongoDB hello", port: 27017, asking: askMongo,
		images: []string{"mongo", "mongodb", "mongodb-community-server", "percona-server-mongodb"},
	},
	{
		how: "Redis PING", port: 6379, asking: askRedis,
		images: []string{"redis", "valkey", "redis-stack", "redis-stack-server", "redismod", "rejson", "redisearch", "redistimeseries", "keydb"},
	},
	{how: "memcached version", port: 11211, asking: askMemcached, images: []string{"memcached"}},
	{how: "RabbitMQ login", port: 5672, asking: askRabbitMQ, images: []string{"rabbitmq"}},
	{how: "NATS PING", port: 4222, asking: askNATS, images: []string{"nats"}},
	{
		how: "Kafka metadata", ports: plaintextPorts, asking: askKafka,
		images: []string{"kafka", "kafka-native", "cp-kafka", "cp-server", "confluent-local"},
	},
	{
		how: "GET " + clusterHealth, port: 9200, asking: askElasticsearch,
		images: []string{"elasticsearch", "opensearch"},
	},
}

// askByImage returns how to ask a server whose image is known: on its published port, or
// else in its container.
func askByImage(project composefile.Project, service composefile.Service, published []Port) (Asked, bool) {
	s, known := serverOf(service)
	if !known {
		return Asked{}, false
	}
	way, ok := s.asking(project, service)
	asked := Asked{How: s.how, Why: "image " + imageName(service.Image), Port: s.publishedBy(service, published), Passed: "ready"}
	if asked.Port != nil {
		asked.Probe = way.probe
		return asked, ok
	}
	if !ok || way.client == nil || service.NetworkMode != "" {
		return Asked{}, false
	}
	asked.How, asked.Client = way.client.How, way.client
	asked.Why += ", which publishes no port"
	return asked, true
}

// serverOf returns the known server of the service's image.
func serverOf(service composefile.Service) (s server, known bool) {
	i := slices.IndexFunc(servers, func(s server) bool { return slices.Contains(s.images, imageName(service.Image)) })
	if i < 0 {
		return server{}, false
	}
	return servers[i], true
}

// IsServer reports whether the service's image is a known server, whose environment and
// command decide how it is asked.
func IsServer(service composefile.Service) bool {
	_, known := serverOf(service)
	return known
}

// unaskedImage returns why a known server whose port is not published is not asked, or "".
func unaskedImage(project composefile.Project, service composefile.Service, published []Port) string {
	s, known := serverOf(service)
	if !known || s.publishedBy(service, published) != nil {
		return ""
	}
	if _, ok := s.asking(project, service); !ok {
		return "; its command or settings leave open how to ask " + imageName(service.Image)
	}
	return " and no published port of " + imageName(service.Image)
}

// publishedBy returns the service's published port that the server listens on, nil
// if there is none.
func (s server) publishedBy(service composefile.Service, published []Port) *Port {
	targets := []int{s.port}
	if s.ports != nil {
		targets = s.ports(service)
	}
	for _, target := range targets {
		if port := publishes(published, target); port != nil {
			return port
		}
	}
	return nil
}

func readSecret(path string) (string, error) {
	content, err := textfile.Read(path)
	return string(content), err
}

// mounts reports whether the service puts something of the project over the
// container's path, or into the directory of that name. Harmless targets do not count.
func mounts(service composefile.Service, path string, harmless ...string) bool {
	covers := func(target string) bool {
		return (target == path || strings.HasPrefix(target, path+"/")) && !slices.Contains(harmless, target)
	}
	return slices.ContainsFunc(service.Volumes, func(m composefile.Mount) bool { return covers(m.Target) }) ||
		slices.ContainsFunc(service.Configs, func(r composefile.Reference) bool { return covers(r.Target) })
}

// fromBitnami reports whether the image is one of Bitnami's, which have variables of
// their own.
func fromBitnami(service composefile.Service) bool { return strings.Contains(service.Image, "bitnami") }
