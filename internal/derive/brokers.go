package derive

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/amqp"
	"github.com/seed-491dada8/sandbox/gate/kafka"
	"github.com/seed-491dada8/sandbox/gate/nats"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/stack"
)

// askRabbitMQ logs in as the image's variables say, otherwise as guest. Where the
// project brings configuration or definitions, these may make other users.
func askRabbitMQ(project composefile.Project, service composefile.Service) (asking, bool) {
	_, plain := service.Arguments("rabbitmq-server")
	user, userKnown := value(project, service, readSecret, "RABBITMQ_DEFAULT_USER", "RABBITMQ_USERNAME")
	password, passwordKnown := value(project, service, readSecret, "RABBITMQ_DEFAULT_PASS", "RABBITMQ_PASSWORD")
	vhost, vhostKnown := value(project, service, readSecret, "RABBITMQ_DEFAULT_VHOST", "RABBITMQ_VHOST")
	configured := mounts(service, "/etc/rabbitmq", "/etc/rabbitmq/enabled_plugins") || mounts(service, "/opt/bitnami") ||
		setTo(service, "RABBITMQ_CONFIG_FILE", "RABBITMQ_CONF_ENV_FILE", "RABBITMQ_LOAD_DEFINITIONS")
	if !plain || configured || !userKnown || !passwordKnown || !vhostKnown || (user == "") != (password == "") {
		return asking{}, false
	}
	if user == "" && (fromBitnami(service) || service.Build != nil) {
		return asking{}, false
	}
	probe := func(e stack.Endpoint) gate.Probe {
		return amqp.Target{Name: e.URL, Address: e.Address, User: cmp.Or(user, "guest"), Password: cmp.Or(password, "guest"), Vhost: vhost}.Probe
	}
	return asking{probe: probe, client: inside.RabbitMQ()}, true
}

// askNATS sends PING, with the login that the arguments name. A server with a
// configuration file, or with TLS, is not asked.
func askNATS(_ composefile.Project, service composefile.Service) (asking, bool) {
	arguments, plain := service.Arguments("nats-server")
	file := mounts(service, "/nats-server.conf") || mounts(service, "/etc/nats")
	if !plain || service.Build != nil || fromBitnami(service) || file ||
		composefile.HasFlag(arguments, "c", "config", "p", "port", "a", "addr", "net", "tls", "tlsverify", "tlscert") {
		return asking{}, false
	}
	target := nats.Target{User: composefile.Flag(arguments, "user"), Password: composefile.Flag(arguments, "pass"), Token: composefile.Flag(arguments, "auth")}
	probe := func(e stack.Endpoint) gate.Probe {
		asked := target
		asked.Name, asked.Address = e.URL, e.Address
		return asked.Probe
	}
	return asking{probe: probe}, true
}

// askKafka asks for the metadata. The port is one of [plaintextPorts].
func askKafka(_ composefile.Project, service composefile.Service) (asking, bool) {
	probe := func(e stack.Endpoint) gate.Probe {
		return kafka.Target{Name: e.URL, Address: e.Address}.Probe
	}
	return asking{probe: probe}, service.Build == nil && len(service.Entrypoint) == 0
}

// plaintextPorts returns the ports on which a Kafka broker takes clients without TLS
// and login. What it advertises matters only where it names no listeners: Confluent's
// image then listens on the same ports.
func plaintextPorts(service composefile.Service) []int {
	listeners := kafkaList(service, "LISTENERS")
	if listeners == nil {
		listeners = kafkaList(service, "ADVERTISED_LISTENERS")
	}
	if listeners == nil && !mounts(service, "/mnt/shared/config") && !mounts(service, "/opt/kafka/config") {
		return []int{9092}
	}
	controllers := kafkaList(service, "CONTROLLER_LISTENER_NAMES")
	protocols := kafkaList(service, "LISTENER_SECURITY_PROTOCOL_MAP")
	var ports []int
	for _, listener := range listeners {
		name, address, _ := strings.Cut(listener, "://")
		plain := name == "PLAINTEXT" && len(protocols) == 0 || slices.Contains(protocols, name+":PLAINTEXT")
		port, err := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:])
		if err == nil && plain && !slices.Contains(controllers, name) {
			ports = append(ports, port)
		}
	}
	return ports
}

// kafkaList returns the elements of a list that one of the images' variables sets.
func kafkaList(service composefile.Service, name string) []string {
	for _, prefix := range []string{"KAFKA_", "KAFKA_CFG_"} {
		if value := service.Environment[prefix+name]; value != nil && *value != "" {
			return strings.Split(strings.ReplaceAll(*value, " ", ""), ",")
		}
	}
	return nil
}
