// Package diagnose finds the cause and the cure of failed checks, from the errors of the
// probes, the state of the containers and the output of Compose.
//
// It does no I/O: the caller collects the facts. Text from other programs may have any
// size and content.
package diagnose

import (
	"cmp"
	"slices"
	"strings"
)

// Cause is one word that says why a check failed. The list is closed;
// docs/troubleshooting.md describes each cause.
type Cause string

// The causes, the most specific first. If several fit, the first one counts.
const (
	EngineGone          Cause = "engine_gone"
	DiskFull            Cause = "disk_full"
	NoAddressPool       Cause = "no_address_pool"
	SubnetTaken         Cause = "subnet_taken"
	NoService           Cause = "no_service"
	MissingNetwork      Cause = "missing_network"
	MissingVolume       Cause = "missing_volume"
	MissingFile         Cause = "missing_file"
	UnsetVariable       Cause = "unset_variable"
	NameTaken           Cause = "name_taken"
	NetworkRemoved      Cause = "network_removed"
	RateLimited         Cause = "rate_limited"
	PullRefused         Cause = "pull_refused"
	ImageMissing        Cause = "image_missing"
	RegistryUnreachable Cause = "registry_unreachable"
	BuildFailed         Cause = "build_failed"
	ProviderFailed      Cause = "provider_failed"
	HookFailed          Cause = "hook_failed"
	PortTaken           Cause = "port_taken"
	OOMKilled           Cause = "oom_killed"
	CommandNotFound     Cause = "command_not_found"
	NotExecutable       Cause = "not_executable"
	VolumeVersion       Cause = "volume_version"
	CrashLoop           Cause = "crash_loop"
	Stopped             Cause = "stopped"
	ContainerExited     Cause = "container_exited"
	Paused              Cause = "paused"
	NetworkLost         Cause = "network_lost"
	ForeignListener     Cause = "foreign_listener"
	NoPublishedPort     Cause = "no_published_port"
	StartRefused        Cause = "start_refused"
	NoHealthcheck       Cause = "no_healthcheck"
	Stranded            Cause = "stranded"
	NotCreated          Cause = "not_created"
	UnknownHost         Cause = "unknown_host"
	WrongPassword       Cause = "wrong_password"
	LoginRefused        Cause = "login_refused"
	CleartextPassword   Cause = "cleartext_password"
	MissingDatabase     Cause = "missing_database"
	DatabaseStarting    Cause = "database_starting"
	NoLeader            Cause = "no_leader"
	ReadOnly            Cause = "read_only"
	WrongProtocol       Cause = "wrong_protocol"
	Untrusted           Cause = "untrusted_certificate"
	Redirect            Cause = "redirect"
	HTTPStatus          Cause = "http_status"
	WrongBody           Cause = "wrong_body"
	WrongInstance       Cause = "wrong_instance"
	SharedName          Cause = "shared_name"
	WorkerMissing       Cause = "worker_missing"
	Unhealthy           Cause = "unhealthy"
	ConnectionRefused   Cause = "connection_refused"
	Timeout             Cause = "timeout"
	HealthPending       Cause = "health_pending"
	JobPending          Cause = "job_pending"
	DependencyFailed    Cause = "dependency_failed"
	Unknown             Cause = "unknown"
)

// Entry describes a cause.
type Entry struct {
	Cause   Cause
	Meaning string
	// Cure is one command or one action. Words in capitals are placeholders: SERVICE,
	// CONTAINER, ADDRESS, HOLDER, REGISTRY and NAME.
	Cure string
	// yields says that the failure of another check may be the reason.
	yields bool
}

const readLogs = "mage sandbox:logs -service=SERVICE, then correct what it shows"

var entries = []Entry{
	{EngineGone, "the Docker engine does not answer", "start the Docker engine", false},
	{DiskFull, "the engine, or a container, has no space left to write", "free space where docker system df shows it, or enlarge the volume of SERVICE", false},
	{NoAddressPool, "the engine has no subnet left for another network", "docker network prune", false},
	{SubnetTaken, "the Compose file fixes a subnet that another network of the engine has", "change the subnet of NAME in the Compose file", false},
	{NoService, "no service is selected: each is in a profile, and no profile is active", "name a profile as COMPOSE_PROFILES in .env.sandbox", false},
	{MissingNetwork, "an external network of the Compose file does not exist", "docker network create NAME", false},
	{MissingVolume, "an external volume of the Compose file does not exist", "docker volume create NAME", false},
	{MissingFile, "a file that the Compose file names as a secret, a config or a mount does not exist", "create NAME", false},
	{UnsetVariable, "a variable that the Compose file names as the content of a secret is not set", "set NAME in .env.sandbox", false},
	{NameTaken, "another container has the container_name of the service", "docker rename NAME NAME-old", false},
	{NetworkRemoved, "the network of a stopped container was removed", "mage sandbox:down sandbox:up", false},
	{RateLimited, "the registry hands out no more images for now, because too many were pulled", "wait until REGISTRY hands out images again", false},
	{PullRefused, "the registry refuses to hand out an image: it is private, or does not exist", "docker login REGISTRY", false},
	{ImageMissing, "neither the engine nor the registry has an image of the stack", "correct the image's name in .env.sandbox or the Compose file", false},
	{RegistryUnreachable, "the registry of an image cannot be reached", "correct the image's name, give the engine a way to REGISTRY, or bring the image with docker load", false},
	{BuildFailed, "an image of the stack cannot be built", "correct the Dockerfile or the files that it copies, then run mage sandbox:up -build", false},
	{ProviderFailed, "the program that a provider: service names is not installed, or fails", "install or mend the provider program of SERVICE", false},
	{HookFailed, "a hook failed or took too long: after-up, when every check had passed, or a post_start of the Compose file", "correct what the hook's output shows, then mage sandbox:up", false},
	{PortTaken, "something else holds a port of the instance", "stop HOLDER", false},
	{OOMKilled, "the container used more memory than its limit and was killed", "raise mem_limit of SERVICE in the Compose file", false},
	{CommandNotFound, "the container's command is not in its image (exit code 127)", "correct the command of SERVICE in the Compose file", false},
	{NotExecutable, "the container's command cannot be executed (exit code 126)", "make the command of SERVICE executable, and built for this machine's processor", false},
	{VolumeVersion, "the volume holds the data of another version of the database, which the image cannot read", "put the image of the volume's version back for SERVICE, or delete the volume and its data with mage sandbox:down -volumes", false},
	{CrashLoop, "the container exits again and again, and the engine restarts it", readLogs, true},
	{Stopped, "the container was stopped or killed: it did not end by itself", "mage sandbox:up", true},
	{ContainerExited, "the container ended and is not restarted", readLogs, true},
	{Paused, "the container is paused", "docker unpause CONTAINER", false},
	{NetworkLost, "the container has no network: it was disconnected, or the container whose network it shares was restarted, replaced, stopped or removed", "mage sandbox:up", false},
	{ForeignListener, "the port is answered by something other than the instance's own container", "stop HOLDER", false},
	{NoPublishedPort, "the container runs, but does not publish the port that the check asks", "publish ADDRESS under ports of SERVICE in the Compose file", false},
	{StartRefused, "the engine refuses to start the container", "correct the setting of SERVICE that the engine refuses in the Compose file", false},
	{NoHealthcheck, "another service waits for the service to be healthy, and it has no healthcheck", "add a healthcheck to SERVICE in the Compose file, or wait for it by condition: service_started", false},
	{Stranded, "the container was created, but never started", "mage sandbox:up", true},
	{NotCreated, "the service has no container", "mage sandbox:up", true},
	{UnknownHost, "the name of the machine that publishes the ports cannot be resolved", "put an address of that machine into .env.sandbox as SANDBOX_HOST", false},
	{WrongPassword, "the server refuses the login: its volume keeps the user and password with which it was initialised", "mage sandbox:down -volumes", false},
	{LoginRefused, "the server refuses the login: its configuration has another user or password than its check, or does not admit it", "let the configuration of SERVICE accept the user and password of its environment", false},
	{CleartextPassword, "the server asks for the password in clear, which a check never sends", "let SERVICE ask for a hash: scram-sha-256 in pg_hba.conf of Postgres, caching_sha2_password in MySQL", false},
	{MissingDatabase, "the server does not have the database: its volume was initialised with another name", "mage sandbox:down -volumes", false},
	{DatabaseStarting, "the database server starts up, recovers or shuts down", "mage sandbox:up -timeout=300", false},
	{NoLeader, "the server is up, but its cluster has no leader, primary or controller", readLogs, true},
	{ReadOnly, "the server is up, but accepts no writes", readLogs, false},
	{WrongProtocol, "the server on the port speaks another protocol than the check, or demands TLS", "correct the port or the protocol of the check of SERVICE", false},
	{Untrusted, "the server's certificate is of an authority that this machine does not trust, is for another name, or has expired", "name a file with the authority of SERVICE as SSL_CERT_FILE, or let its container's health decide", false},
	{Redirect, "the service answers with a redirect, which no check follows", "give the check the path that SERVICE redirects to", false},
	{HTTPStatus, "the service answers with a status that the check does not accept", readLogs, true},
	{WrongBody, "the service answers with something other than the check expects", readLogs, true},
	{WrongInstance, "another instance answered: the service handed the request on to it", "limit SERVICE to the containers of its own Compose project", false},
	{SharedName, "a worker is not registered, and the service's name leads to another instance, too, on a network that both share", "list SERVICE under links of the services that ask for it in the Compose file", false},
	{WorkerMissing, "a worker runs, but is not registered", readLogs, true},
	{Unhealthy, "the container's own healthcheck fails", readLogs, true},
	{ConnectionRefused, "nothing listens, or it hangs up: the program in the container is not up, or listens only on the container's loopback", readLogs, true},
	{Timeout, "the service accepts the connection, but does not answer in time", readLogs, true},
	{HealthPending, "the container's own healthcheck has neither passed nor failed yet, and the gate or another service waits for it", "correct healthcheck of SERVICE in the Compose file: its test, or start_period and interval", true},
	{JobPending, "a job still runs, and Compose starts another service only when it has ended", readLogs, true},
	{DependencyFailed, "a consequence of another check's failure", "the cure of that check", false},
	{Unknown, "none of the above", readLogs, true},
}

// Causes returns all causes, the most specific first.
func Causes() []Entry { return slices.Clone(entries) }

// entry returns the description of a cause.
func (c Cause) entry() Entry { return entries[c.rank()] }

// rank returns a lower number for a more specific cause. Text that is not a cause ranks
// as [Unknown].
func (c Cause) rank() int {
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Cause == c })
	if i < 0 {
		return len(entries) - 1
	}
	return i
}

// names are the values of the placeholders in a cure.
type names struct {
	service, container, address, holder, registry string
	object                                        string // a network, volume, file or container name, for NAME
}

// hint returns the cure for one case.
func (c Cause) hint(n names) string {
	if c == DependencyFailed { // its cure is the other check's
		return ""
	}
	cure := c.entry().Cure
	if n.service == "" {
		cure = strings.Replace(cure, " -service=SERVICE", "", 1)
		cure = strings.TrimSuffix(cure, ", or enlarge the volume of SERVICE")
	}
	if n.registry == "" && c == PullRefused {
		cure = strings.TrimSuffix(cure, " REGISTRY")
	}
	return strings.NewReplacer(
		"SERVICE", cmp.Or(n.service, n.object, "the service"),
		"CONTAINER", cmp.Or(n.container, "the container"),
		"ADDRESS", cmp.Or(n.address, "the port"),
		"HOLDER", cmp.Or(n.holder, "what listens on "+cmp.Or(n.address, "the port")),
		"REGISTRY", cmp.Or(n.registry, "the registry"),
		"NAME", cmp.Or(n.object, "it"),
	).Replace(cure)
}
