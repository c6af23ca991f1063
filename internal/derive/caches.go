package derive

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/memcached"
	"github.com/seed-491dada8/sandbox/gate/redis"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/stack"
)

// askRedis sends PING, with the password of --requirepass or of Bitnami's variables.
// The official image has no variable for one. A server with a configuration file,
// users of its own or TLS is not asked.
func askRedis(project composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("redis-server", "valkey-server", "keydb-server")
	if extra := service.Environment["REDIS_ARGS"]; extra != nil && strings.HasPrefix(imageName(service.Image), "redis-stack") {
		arguments = append(slices.Clone(arguments), strings.Fields(*extra)...)
	}
	file := slices.ContainsFunc(arguments, func(a string) bool { return strings.HasSuffix(a, ".conf") }) ||
		mounts(service, "/redis-stack.conf") || mounts(service, "/opt/bitnami")
	if !plain || service.Build != nil || file || composefile.HasFlag(arguments, "user", "aclfile", "port", "tls-port", "rename-command", "include", "sentinel", "bind") {
		return asking{}, false
	}
	password, known := composefile.Flag(arguments, "requirepass"), true
	if fromBitnami(service) {
		password, known = value(project, service, readSecret, "REDIS_PASSWORD", "VALKEY_PASSWORD")
	}
	probe := func(e stack.Endpoint) gate.Probe {
		return redis.Target{Name: e.URL, Address: e.Address, Password: password}.Probe
	}
	return asking{probe: probe, client: inside.Redis(password)}, known
}

// askMemcached asks for the version, after a login if Bitnami's variables make one.
func askMemcached(project composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("memcached")
	if !plain || service.Build != nil ||
		composefile.HasFlag(arguments, "S", "enable-sasl", "Y", "auth-file", "Z", "enable-ssl", "p", "port", "B", "protocol", "l", "listen") {
		return asking{}, false
	}
	user, userKnown := "", true
	password, passwordKnown := value(project, service, readSecret, "MEMCACHED_PASSWORD")
	if fromBitnami(service) && password != "" {
		user, userKnown = value(project, service, readSecret, "MEMCACHED_USERNAME")
		user = cmp.Or(user, "root")
	}
	probe := func(e stack.Endpoint) gate.Probe {
		return memcached.Target{Name: e.URL, Address: e.Address, User: user, Password: password}.Probe
	}
	return asking{probe: probe}, userKnown && passwordKnown
}
