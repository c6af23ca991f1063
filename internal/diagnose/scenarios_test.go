package diagnose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/postgres"
)

// get and sql return errors with the words of the gate's probes.
func get(err error) error {
	return fmt.Errorf("GET http://localhost:8001/api/v1/health returned %w", err)
}

func sql(code, message string) error {
	return fmt.Errorf("SELECT 1 on localhost:5433/ktrdr returned %s (SQLSTATE %s)%w", message, code, serverError(code))
}

// answered returns the error of a probe that a server refused.
func answered(what string, reason error, answer string) error {
	return fmt.Errorf("%s returned %w", what, &gate.Refusal{Reason: reason, Answer: answer})
}

// serverError is an error of a database server by its SQLSTATE. It is in the chain
// but adds nothing to the text.
type serverError string

func (serverError) Error() string      { return "" }
func (e serverError) SQLState() string { return string(e) }

var refusal = get(syscall.ECONNREFUSED)

func running() *ContainerFacts {
	return &ContainerFacts{Name: "shop-backend-1", State: "running", Started: 90 * time.Second}
}

func container(state string, exit int) *ContainerFacts {
	return &ContainerFacts{Name: "shop-backend-1", State: state, ExitCode: exit, Started: 3 * time.Second, Finished: 1200 * time.Millisecond}
}

func failed(text string) *ContainerFacts {
	return &ContainerFacts{Name: "shop-backend-1", State: "created", ExitCode: 127, Error: text}
}

// change returns the container after a change.
func change(c *ContainerFacts, change func(*ContainerFacts)) *ContainerFacts {
	change(c)
	return c
}

const (
	logs        = "mage sandbox:logs -service=backend, then correct what it shows"
	checkHealth = "correct healthcheck of backend in the Compose file: its test, or start_period and interval"
)

// Faults that a probe reports while its container runs.
var probes = []scenario{
	{
		name: "nobody listens", err: refusal, container: running(),
		cause: ConnectionRefused, hint: logs,
		details: []string{"GET http://localhost:8001/api/v1/health returned connection refused", "container backend has been running for 1 min"},
	},
	{
		name: "docker-proxy hangs up", err: get(fmt.Errorf("nothing: the connection was closed (%w)", io.EOF)), container: running(),
		cause: ConnectionRefused, hint: logs,
	},
	{name: "docker-proxy hangs up at once", err: get(errors.New("nothing: the connection was closed (http: server closed idle connection)")), container: running(), cause: ConnectionRefused, hint: logs},
	{name: "a probe that wraps no error", err: errors.New("PING localhost:6380 returned connection refused"), container: running(), cause: ConnectionRefused, hint: logs},
	{name: "docker-proxy resets", err: get(syscall.ECONNRESET), container: running(), cause: ConnectionRefused, hint: logs},
	{name: "nobody listens on Windows", err: get(syscall.Errno(10061)), container: running(), cause: ConnectionRefused, hint: logs},
	{name: "a probe's time is up", err: get(errors.New("no answer within 5s")), container: running(), cause: Timeout, hint: logs},
	{name: "the gate's time is up", err: gate.ErrDeadline, container: running(), cause: Timeout, hint: logs},
	{name: "a deadline", err: get(context.DeadlineExceeded), container: running(), cause: Timeout, hint: logs},
	{name: "an unknown host", err: get(&net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}), container: running(), cause: UnknownHost, hint: "put an address of that machine into .env.sandbox as SANDBOX_HOST"},
	{name: "a probe of the stack's own", err: errors.New("the answer makes no sense"), container: running(), cause: Unknown, hint: logs},
	{
		name: "a status", err: get(&gate.StatusError{Code: 503, Excerpt: "no database"}), container: running(),
		cause: HTTPStatus, hint: logs, details: []string{"503 Service Unavailable: no database"},
	},
	{
		name: "a redirect", err: get(&gate.StatusError{Code: 307, Location: "/login"}), container: running(),
		cause: Redirect, hint: "give the check the path that backend redirects to", details: []string{"307 Temporary Redirect to /login"},
	},
	{name: "a status without a place to go", err: get(&gate.StatusError{Code: 404}), container: running(), cause: HTTPStatus, hint: logs},
	{name: "HTML for JSON", err: get(errors.New("no list of workers: invalid character '<' looking for beginning of value")), container: running(), cause: WrongBody, hint: logs},
	{name: "half a body", err: get(fmt.Errorf("half a body: nothing: the connection was closed (%w)", io.ErrUnexpectedEOF)), container: running(), cause: WrongBody, hint: logs},
	{name: "no HTTP", err: get(errors.New(`malformed HTTP response "SSH-2.0"`)), container: running(), cause: WrongBody, hint: logs},
	{
		name: "an old volume", err: sql("28P01", `password authentication failed for user "ktrdr"`), container: running(),
		cause: WrongPassword, hint: "mage sandbox:down -volumes",
		details: []string{"SQLSTATE 28P01", "the volume keeps the login and the database of its first start"},
	},
	{
		name: "a password in clear", err: fmt.Errorf("SELECT 1 on localhost:5433/ktrdr returned %w", postgres.ErrCleartext), container: running(),
		cause: CleartextPassword, hint: "let backend ask for a hash: scram-sha-256 in pg_hba.conf of Postgres, caching_sha2_password in MySQL",
		details: []string{"a request for the password in clear"},
	},
	{name: "an old volume of another user", err: sql("28000", `role "ktrdr" does not exist`), container: running(), cause: WrongPassword, hint: "mage sandbox:down -volumes"},
	{name: "an old volume of another database", err: sql("3D000", `database "ktrdr" does not exist`), container: running(), cause: MissingDatabase, hint: "mage sandbox:down -volumes"},
	{name: "a database in recovery", err: sql("57P03", "the database system is in recovery mode"), container: running(), cause: DatabaseStarting, hint: "mage sandbox:up -timeout=300"},
	{name: "a database that shuts down", err: sql("57P01", "terminating connection due to administrator command"), container: running(), cause: DatabaseStarting, hint: "mage sandbox:up -timeout=300"},
	{name: "a loading Redis", err: answered("PING on localhost:6380", gate.ErrStarting, "LOADING Redis is loading the dataset in memory"), container: running(), cause: DatabaseStarting, hint: "mage sandbox:up -timeout=300"},
	{name: "a password that Redis refuses", err: answered("PING on localhost:6380", gate.ErrWrongPassword, "WRONGPASS invalid username-password pair"), container: running(), cause: LoginRefused, hint: "let the configuration of backend accept the user and password of its environment"},
	{
		name: "a pg_hba.conf that does not admit the user", err: sql("28000", `no pg_hba.conf entry for host "172.17.0.1", user "ktrdr", database "ktrdr", no encryption`), container: running(),
		cause: LoginRefused, hint: "let the configuration of backend accept the user and password of its environment", details: []string{"SQLSTATE 28000"},
	},
	{name: "a password that MySQL refuses", err: answered("SELECT on localhost:3307", gate.ErrWrongPassword, "Access denied for user 'shop' (error 1045)"), container: running(), cause: WrongPassword, hint: "mage sandbox:down -volumes"},
	{name: "a database that MySQL does not have", err: answered("SELECT on localhost:3307", gate.ErrMissingDatabase, "Unknown database 'shop' (error 1049)"), container: running(), cause: MissingDatabase, hint: "mage sandbox:down -volumes"},
	{name: "a Kafka without a controller", err: answered("metadata on localhost:9093", gate.ErrNoLeader, "no controller in the metadata"), container: running(), cause: NoLeader, hint: logs},
	{name: "a replica", err: answered("PING on localhost:6380", gate.ErrReadOnly, "the role slave"), container: running(), cause: ReadOnly, hint: logs},
	{
		name: "another protocol", err: answered("PING on localhost:6380", gate.ErrOtherProtocol, "HTTP/1.1 400 Bad Request"), container: running(),
		cause: WrongProtocol, hint: "correct the port or the protocol of the check of backend",
	},
	{name: "TLS", err: answered("PING on localhost:6380", gate.ErrTLS, ""), container: running(), cause: WrongProtocol, hint: "correct the port or the protocol of the check of backend"},
	{
		name: "a certificate of an unknown authority", container: running(),
		err:   answered("GET https://localhost:8443/", gate.ErrCertificate, "certificate signed by unknown authority"),
		cause: Untrusted, hint: "name a file with the authority of backend as SSL_CERT_FILE, or let its container's health decide",
	},
	{name: "a database without room", err: sql("53100", "could not extend file"), container: running(), cause: DiskFull, hint: "free space where docker system df shows it, or enlarge the volume of backend"},
	{name: "another error of the database", err: sql("53300", "too many clients already"), container: running(), cause: Unknown, hint: logs},
	{
		name: "an answer before the healthcheck has a verdict", err: sql("55000", `database "ktrdr" is not currently accepting connections`),
		container: change(running(), func(c *ContainerFacts) { c.Health = "starting" }), cause: Unknown, hint: logs, details: []string{"55000"},
	},
}

// Faults of listeners and of registration.
var ports = []scenario{
	{
		name: "no published port", err: refusal, container: running(), change: func(f *Facts) { f.Services[0].Unpublished = true },
		cause: NoPublishedPort, hint: "publish 127.0.0.1:8001 under ports of backend in the Compose file", details: []string{"and does not publish 127.0.0.1:8001"},
	},
	{
		name: "no published port, and the connection is closed at once", container: running(), change: func(f *Facts) { f.Services[0].Unpublished = true },
		err:   get(errors.New("nothing: the connection was closed (http: server closed idle connection)")),
		cause: NoPublishedPort, hint: "publish 127.0.0.1:8001 under ports of backend in the Compose file",
	},
	{
		name: "the network of another container that was restarted", err: refusal,
		container: change(running(), func(c *ContainerFacts) { c.LostNetwork = "container shop-front-1 was started since" }),
		cause:     NetworkLost, hint: "mage sandbox:up", details: []string{"without its network: container shop-front-1 was started since"},
	},
	{
		name: "the network of a container outside the project that was stopped", err: refusal,
		container: change(running(), func(c *ContainerFacts) {
			c.LostNetwork, c.NetworkCure = "container vpn does not run", "docker start vpn"
		}),
		cause: NetworkLost, hint: "docker start vpn", details: []string{"without its network: container vpn does not run"},
	},
	{
		name: "a container that cannot join the network of a stopped one", err: refusal,
		container: change(failed("cannot join network of a non running container: vpn"), func(c *ContainerFacts) {
			c.LostNetwork, c.NetworkCure = "container vpn does not run", "docker start vpn"
		}),
		cause: NetworkLost, hint: "docker start vpn", details: []string{"could not be started: cannot join network of a non running container: vpn"},
	},
	{
		name: "another's container answers", err: get(&gate.StatusError{Code: 404}), container: running(),
		change: func(f *Facts) {
			f.Services[0].Unpublished, f.Services[0].Holder = true, "container x-backend-1 of project x"
		},
		cause: ForeignListener, hint: "stop container x-backend-1 of project x",
		details: []string{"127.0.0.1:8001 is held by container x-backend-1 of project x, not by container backend"},
	},
	{
		name: "another's container has the port and is silent", err: refusal, container: running(),
		change: func(f *Facts) {
			f.Services[0].Unpublished, f.Services[0].Holder = true, "container x-backend-1 of project x"
		},
		cause: ForeignListener, hint: "stop container x-backend-1 of project x",
	},
	{
		name: "another listener answers correctly", container: running(),
		change: func(f *Facts) { f.Services[0].Unpublished, f.Services[0].FindHolder = true, "sudo ss -ltnp" },
		cause:  ForeignListener, hint: "stop what sudo ss -ltnp shows", details: []string{"something other than container backend answers on 127.0.0.1:8001"},
	},
	{
		name: "an unknown process has the port", err: refusal, container: running(),
		change: func(f *Facts) {
			f.Services[0].Unpublished, f.Services[0].Taken, f.Services[0].FindHolder = true, true, "sudo ss -ltnp"
		},
		cause: ForeignListener, hint: "stop what sudo ss -ltnp shows", details: []string{"something other than container backend answers on 127.0.0.1:8001"},
	},
	{
		name: "a taken port", err: refusal, container: failed("driver failed programming external connectivity on endpoint shop-backend-1 (0aec): Bind for 127.0.0.1:8001 failed: port is already allocated"),
		change: func(f *Facts) { f.Services[0].Holder = "process nginx (pid 12)" },
		cause:  PortTaken, hint: "stop process nginx (pid 12)",
		details: []string{"127.0.0.1:8001 is held by process nginx (pid 12)", "container backend could not be started: Bind for 127.0.0.1:8001 failed: port is already allocated"},
	},
	{
		name: "a missing worker that runs", err: get(errors.New("expected 4 workers, found 3: no backend")), container: running(),
		change: func(f *Facts) { f.Checks[0].Missing = []string{"backend"} },
		cause:  WorkerMissing, hint: logs, details: []string{"expected 4 workers, found 3: no backend", "container backend has been running"},
	},
	{
		name: "a missing worker, and a name that two instances have", err: get(errors.New("expected 4 workers, found 3: no backend")), container: running(),
		change: func(f *Facts) {
			f.Checks[0].Missing = []string{"backend"}
			f.Services[0].Namesakes = []string{"instance x in /src/x (container x-backend-1), on network shared"}
		},
		cause: SharedName, hint: "list backend under links of the services that ask for it in the Compose file",
		details: []string{"expected 4 workers", "the name backend also leads to instance x in /src/x (container x-backend-1), on network shared"},
	},
	{
		name: "an answer of another instance", err: get(&gate.OtherInstance{Want: "shop", Got: "x"}), container: running(),
		cause: WrongInstance, hint: "limit backend to the containers of its own Compose project", details: []string{`instance "x"`},
	},
	{
		name: "a missing worker that is dead", err: get(errors.New("expected 4 workers, found 3: no backend")), container: container("exited", 143),
		change: func(f *Facts) { f.Checks[0].Missing = []string{"backend"} },
		cause:  ContainerExited, hint: logs, details: []string{"expected 4 workers", "code 143 (SIGTERM: it was asked to stop)"},
	},
}
