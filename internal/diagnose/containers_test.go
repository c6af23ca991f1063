package diagnose

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

const mountError = `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ` +
	`error during container init: error mounting "/srv/a" to rootfs at "/etc": mount /srv/a:/etc (via /proc/self/fd/6), flags: 0x5000: ` +
	`not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`

// Faults that the state of a container shows.
var states = []scenario{
	{
		name: "an exit", err: refusal, container: change(container("exited", 3), func(c *ContainerFacts) { c.Log = "one\ntwo\n" }),
		cause: ContainerExited, hint: logs,
		details: []string{"returned connection refused", "container backend exited with code 3, 1.2 s ago", "backend | one", "backend | two"},
	},
	{name: "an exit without an error", err: refusal, container: container("exited", 0), cause: ContainerExited, hint: logs, details: []string{"code 0 (without an error)"}},
	{
		name: "a stop", err: refusal, container: change(container("exited", 0), func(c *ContainerFacts) { c.Stopped = true }),
		cause: Stopped, hint: "mage sandbox:up", details: []string{"container backend is stopped: it exited with code 0 (without an error), 1.2 s ago"},
	},
	{
		name: "data of an older Postgres", err: refusal, container: change(container("restarting", 1), func(c *ContainerFacts) {
			c.Log = "FATAL:  database files are incompatible with server\n" +
				"DETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible with this version 15.13 (Debian 15.13-1).\n"
		}),
		cause: VolumeVersion, hint: "put the image of the volume's version back for backend, or delete the volume and its data with mage sandbox:down -volumes",
		details: []string{"the volume of backend has the data of version 14, and the image has version 15.13"},
	},
	{
		name: "data of a newer MySQL", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) {
			c.Log = "[ERROR] [MY-014061] [Server] Invalid MySQL server downgrade: Cannot downgrade from 80200 to 80036."
		}),
		cause: VolumeVersion, hint: "put the image of the volume's version back for backend, or delete the volume and its data with mage sandbox:down -volumes",
		details: []string{"the volume of backend has the data of version 80200, and the image has version 80036"},
	},
	{
		name: "data of an older MongoDB", err: refusal, container: change(container("exited", 62), func(c *ContainerFacts) {
			c.Log = `{"s":"F",  "c":"CONTROL",  "id":20573,   "ctx":"initandlisten","msg":"Wrong mongod version","attr":{"error":"UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document (ERROR: Location4926900: Invalid featureCompatibilityVersion document in admin.system.version: { _id: \"featureCompatibilityVersion\", version: \"4.4\" }. See https://docs.mongodb.com/master/release-notes/5.0-compatibility/#feature-compatibility. :: caused by :: Invalid feature compatibility version value, expected '5.0' or '5.3' or '6.0. See https://docs.mongodb.com/master/release-notes/5.0-compatibility/#feature-compatibility.). If the current featureCompatibilityVersion is below 5.0, see the documentation on upgrading."}}` +
				strings.Repeat("\n{\"s\":\"I\",\"msg\":\"Shutting down\"}", 40)
		}),
		cause: VolumeVersion, hint: "put the image of the volume's version back for backend, or delete the volume and its data with mage sandbox:down -volumes",
		details: []string{"the volume of backend has the data of version 4.4, and the image has version 6.0"},
	},
	{
		name:      "a healthcheck without a verdict",
		container: change(running(), func(c *ContainerFacts) { c.Health, c.HealthOutput = "starting", "no such file: /ready" }),
		cause:     HealthPending, hint: "correct healthcheck of backend in the Compose file: its test, or start_period and interval",
		details: []string{"container backend has been running for 1 min, and is not healthy yet", "healthcheck: no such file: /ready"},
	},
	{
		name: "a job that hangs", err: &Unrecoverable{Service: "backend"}, container: container("created", 0),
		change: func(f *Facts) {
			f.Services[0].Awaits, f.Services[0].AwaitsEnd = "migrate", true
			f.Services = append(f.Services, ServiceFacts{Name: "migrate", Container: change(running(), func(c *ContainerFacts) { c.Log = "waiting for a lock" })})
		},
		cause: JobPending, hint: "mage sandbox:logs -service=migrate, then correct what it shows",
		details: []string{"backend was not started: it waits for job migrate to end (depends_on)", "container migrate has been running for 1 min", "migrate | waiting for a lock"},
	},
	{
		name: "a dependency whose healthcheck has no verdict", err: &Unrecoverable{Service: "backend"}, container: container("created", 0),
		change: func(f *Facts) {
			f.Services[0].Awaits = "db"
			f.Services = append(f.Services, ServiceFacts{Name: "db", Container: change(running(), func(c *ContainerFacts) { c.Health, c.HealthOutput = "starting", "no response" })})
		},
		cause: HealthPending, hint: "correct healthcheck of db in the Compose file: its test, or start_period and interval",
		details: []string{"backend was not started: it waits for db to be healthy (depends_on)", "container db has been running for 1 min, and is not healthy yet", "healthcheck: no response"},
	},
	{name: "an exit after restarts", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) { c.Restarts = 3 }), cause: ContainerExited, hint: logs, details: []string{"code 1 (a general error), 1.2 s ago, restarted 3 times"}},
	{
		name: "a stranger answers for a dead container", err: get(&gate.StatusError{Code: 404}), container: container("exited", 3),
		change: func(f *Facts) { f.Services[0].Holder = "process python3 (pid 7)" },
		cause:  ContainerExited, hint: logs, details: []string{"127.0.0.1:8001 is held by process python3 (pid 7), not by container backend"},
	},
	{
		name: "a crash loop", err: refusal, container: change(container("restarting", 1), func(c *ContainerFacts) { c.Restarts = 4 }),
		cause: CrashLoop, hint: logs,
		details: []string{"container backend is being restarted (restart 4): it exited with code 1 (a general error), 1.2 s ago"},
	},
	{name: "a crash loop between two deaths", err: refusal, container: change(running(), func(c *ContainerFacts) { c.Restarts, c.Started = 3, time.Second }), cause: CrashLoop, hint: logs},
	{name: "a crash loop of long ago", err: refusal, container: change(running(), func(c *ContainerFacts) { c.Restarts, c.Started = 3, time.Hour }), cause: ConnectionRefused, hint: logs},
	{name: "one restart", err: refusal, container: change(running(), func(c *ContainerFacts) { c.Restarts, c.Started = 1, time.Second }), cause: ConnectionRefused, hint: logs, details: []string{"restarted once"}},
	{
		name: "a crash loop that a watcher saw", err: refusal, container: running(),
		change: func(f *Facts) { f.Checks[0].Unrecoverable = &Unrecoverable{CrashLoop, "backend"} },
		cause:  CrashLoop, hint: logs,
	},
	{
		name: "an exit that a watcher saw, and its code", err: refusal, container: container("exited", 127),
		change: func(f *Facts) {
			f.Checks[0].Unrecoverable = fmt.Errorf("given up: %w", &Unrecoverable{ContainerExited, "backend"})
		},
		cause: CommandNotFound, hint: "correct the command of backend in the Compose file",
	},
	{
		name: "given up before the first probe", container: nil,
		change: func(f *Facts) {
			f.Checks[0].Err = &Unrecoverable{ContainerExited, "backend"}
			f.Checks[0].Unrecoverable = f.Checks[0].Err
		},
		cause: ContainerExited, hint: logs, details: []string{"service backend has no container"},
	},
	{
		name: "out of memory", err: refusal, container: change(container("exited", 137), func(c *ContainerFacts) { c.OOMKilled = true }),
		cause: OOMKilled, hint: "raise mem_limit of backend in the Compose file", details: []string{"code 137 (killed: out of memory)"},
	},
	{name: "out of memory again and again", err: refusal, container: change(container("restarting", 137), func(c *ContainerFacts) { c.OOMKilled, c.Restarts = true, 5 }), cause: OOMKilled, hint: "raise mem_limit of backend in the Compose file"},
	{name: "killed from outside", err: refusal, container: container("exited", 137), cause: ContainerExited, hint: logs, details: []string{"code 137 (killed by SIGKILL)"}},
	{name: "a shell misses a command", err: refusal, container: container("restarting", 127), cause: CommandNotFound, hint: "correct the command of backend in the Compose file"},
	{
		name: "the engine misses the command", err: refusal,
		container: failed(`failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown`),
		cause:     CommandNotFound, hint: "correct the command of backend in the Compose file",
		details: []string{`container backend could not be started: exec: "nope": executable file not found in $PATH`},
	},
	{name: "an interpreter is missing", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) { c.Log = "exec /s.sh: no such file or directory\n" }), cause: CommandNotFound, hint: "correct the command of backend in the Compose file"},
	{name: "a file is missing", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) { c.Log = "cannot open /etc/shop: no such file or directory\n" }), cause: ContainerExited, hint: logs},
	{name: "a program that speaks of images", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) { c.Log = "no such image: cat.png\n" }), cause: ContainerExited, hint: logs},
	{
		name: "a program without the right to run", err: refusal,
		container: change(failed(`OCI runtime create failed: runc create failed: unable to start container process: exec: "/etc/passwd": permission denied: unknown`), func(c *ContainerFacts) { c.ExitCode = 126 }),
		cause:     NotExecutable, hint: "make the command of backend executable, and built for this machine's processor",
	},
	{name: "a shell may not run it", err: refusal, container: container("exited", 126), cause: NotExecutable, hint: "make the command of backend executable, and built for this machine's processor"},
	{name: "another processor's program", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) { c.Log = "exec /x: exec format error" }), cause: NotExecutable, hint: "make the command of backend executable, and built for this machine's processor"},
	{
		name: "a stopped container whose network was removed", err: refusal,
		container: change(container("exited", 128), func(c *ContainerFacts) {
			c.Stopped, c.Error = true, "network 61e5a762ae734a6bf4e9fdbccae46d89eb5d9970159ef517254e0c7bd2cc2596 not found"
		}),
		cause: NetworkRemoved, hint: "mage sandbox:down sandbox:up", details: []string{"container backend could not be started: network 61e5"},
	},
	{name: "a mount that fails is no missing command", err: refusal, container: failed(mountError), cause: StartRefused, hint: "correct the setting of backend that the engine refuses in the Compose file", details: []string{"container backend could not be started: error mounting"}},
	{
		name: "unhealthy", err: refusal, container: change(running(), func(c *ContainerFacts) { c.Health, c.HealthOutput, c.Log = "unhealthy", "no luck\n", "up\n" }),
		cause: Unhealthy, hint: logs,
		details: []string{"container backend has been running for 1 min, and is unhealthy", "healthcheck: no luck", "backend | up"},
	},
	{name: "unhealthy for want of its program", container: change(running(), func(c *ContainerFacts) {
		c.Health, c.HealthOutput = "unhealthy", "OCI runtime exec failed: exec failed: no such file"
	}), cause: Unhealthy, hint: checkHealth},
	{name: "unhealthy for want of its program in a shell", container: change(running(), func(c *ContainerFacts) { c.Health, c.HealthOutput = "unhealthy", "/bin/sh: 1: curl: not found\n" }), cause: Unhealthy, hint: checkHealth},
	{name: "unhealthy in words that are like it", container: change(running(), func(c *ContainerFacts) { c.Health, c.HealthOutput = "unhealthy", "GET /bin/sh: not found\n" }), cause: Unhealthy, hint: logs},
	{name: "unhealthy, and it says why itself", err: get(&gate.StatusError{Code: 500}), container: change(running(), func(c *ContainerFacts) { c.Health = "unhealthy" }), cause: HTTPStatus, hint: logs},
	{name: "unhealthy, though it answers", container: change(running(), func(c *ContainerFacts) { c.Health = "unhealthy" }), cause: Unhealthy, hint: logs},
	{name: "paused", err: get(errors.New("no answer within 5s")), container: container("paused", 0), cause: Paused, hint: "docker unpause shop-backend-1", details: []string{"container backend is paused"}},
	{name: "stranded", err: refusal, container: &ContainerFacts{State: "created"}, cause: Stranded, hint: "mage sandbox:up", details: []string{"container backend was created, but never started"}},
	{name: "not created", err: refusal, cause: NotCreated, hint: "mage sandbox:up", details: []string{"service backend has no container"}},
}

// Faults that Compose or the engine reports.
var starts = []scenario{
	{
		name: "a secret of a variable that is not set", err: refusal, container: container("created", 0), cause: UnsetVariable, hint: "set TOKEN in .env.sandbox",
		change:  func(f *Facts) { f.Compose = `environment variable "TOKEN" required by secret "shop_token" is not set` },
		details: []string{`docker compose: environment variable "TOKEN" required by secret "shop_token" is not set`},
	},
	{
		name: "a network with a setting that the engine refuses", err: refusal, cause: StartRefused, hint: "correct the setting of network shop_default that the engine refuses in the Compose file",
		change: func(f *Facts) {
			f.Compose = "failed to create network shop_default: Error response from daemon: plugin \"nosuch\" not found"
		},
		details: []string{"docker compose: failed to create network shop_default: Error response from daemon: plugin", "service backend has no container"},
	},
	{
		name: "a network that another command has just made", err: refusal, cause: NotCreated, hint: "mage sandbox:up",
		change: func(f *Facts) {
			f.Compose = "failed to create network shop_default: Error response from daemon: network with name shop_default already exists"
		},
	},
	{
		name: "a secret of a read-only service", err: refusal, container: container("created", 0), cause: StartRefused, hint: "correct the setting of backend that the engine refuses in the Compose file",
		change: func(f *Facts) {
			f.Compose = "cannot create secret \"shop_token\" in read-only service backend: `file` is the sole supported option"
		},
		details: []string{"docker compose: cannot create secret", "container backend was created, but never started"},
	},
	{
		name: "a hook of the service", err: refusal, container: running(), cause: HookFailed, hint: "correct what the hook's output shows, then mage sandbox:up",
		change:  func(f *Facts) { f.Compose = "backend hook exited with status 7: no table" },
		details: []string{"docker compose: backend hook exited with status 7: no table", "container backend has been running for 1 min"},
	},
	{
		name: "a hook whose program is missing", err: refusal, container: running(), cause: HookFailed, hint: "correct what the hook's output shows, then mage sandbox:up",
		change: func(f *Facts) {
			f.Compose = "backend hook exited with status 127: exec /migrate: no such file or directory"
		},
		details: []string{"docker compose: backend hook exited with status 127: exec /migrate: no such file or directory", "container backend has been running for 1 min"},
	},
	{
		name: "a dependency without a healthcheck", err: &Unrecoverable{Service: "backend"}, container: container("created", 0), cause: NoHealthcheck,
		hint: "add a healthcheck to db in the Compose file, or wait for it by condition: service_started",
		change: func(f *Facts) {
			f.Compose = "dependency failed to start: container shop-db-1 has no healthcheck configured"
			f.Services = append(f.Services, ServiceFacts{Name: "db", Container: running()})
		},
		details: []string{"docker compose: dependency failed to start: container shop-db-1 has no healthcheck configured", "container db has been running for 1 min", "container backend was created, but never started"},
	},
	{
		name: "an image that is missing", err: refusal, change: func(f *Facts) { f.Compose = "Error response from daemon: No such image: localhost/none:1" },
		cause: ImageMissing, hint: "correct the image's name in .env.sandbox or the Compose file", details: []string{"docker compose: No such image: localhost/none:1"},
	},
	{
		name: "an image of this very service", err: refusal, change: func(f *Facts) {
			f.Compose = " Container shop-backend-1 Creating \nError response from daemon: No such image: localhost/none:1"
		},
		cause: ImageMissing, hint: "correct the image's name in .env.sandbox or the Compose file",
	},
	{
		name: "an image that is refused", err: refusal, change: func(f *Facts) {
			f.Compose = " Image registry.example.com/a:1 Error denied \nError response from daemon: denied"
		},
		cause: PullRefused, hint: "docker login registry.example.com", details: []string{"docker compose: denied"},
	},
	{
		name: "an image that Docker Hub refuses", err: refusal, change: func(f *Facts) { f.Compose = "pull access denied for x/nope, repository does not exist" },
		cause: PullRefused, hint: "docker login",
	},
	{
		name: "no registry", err: refusal, change: func(f *Facts) {
			f.Compose = `Error response from daemon: Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host`
		},
		cause: RegistryUnreachable, hint: "correct the image's name, give the engine a way to the registry, or bring the image with docker load",
	},
	{
		name: "a registry whose limit is reached", err: refusal, change: func(f *Facts) {
			f.Compose = " Image registry.example.com/a:1 Error toomanyrequests: \nError response from daemon: toomanyrequests: You have reached your pull rate limit."
		},
		cause: RateLimited, hint: "wait until registry.example.com hands out images again",
	},
	{
		name: "a fixed subnet that is taken", err: refusal, change: func(f *Facts) {
			f.Compose = "failed to create network shop_default: Error response from daemon: Pool overlaps with other one on this address space"
		},
		cause: SubnetTaken, hint: "change the subnet of network shop_default in the Compose file",
	},
	{
		name: "no active profile", err: refusal, change: func(f *Facts) { f.Compose = "no service selected" },
		cause: NoService, hint: "name a profile as COMPOSE_PROFILES in .env.sandbox",
	},
	{
		name: "an external network that does not exist", err: refusal, change: func(f *Facts) {
			f.Compose = "network company declared as external, but could not be found"
		},
		cause: MissingNetwork, hint: "docker network create company",
	},
	{
		name: "an external volume that does not exist", err: refusal, change: func(f *Facts) { f.Compose = `external volume "dump" not found` },
		cause: MissingVolume, hint: "docker volume create dump",
	},
	{
		name: "a secret's file that does not exist", err: refusal, change: func(f *Facts) {
			f.Compose = failsAt(`invalid mount config for type "bind": bind source path does not exist: /srv/shop/token.txt`)
		},
		cause: MissingFile, hint: "create /srv/shop/token.txt",
	},
	{
		name: "a container name that is taken", err: refusal, change: func(f *Facts) {
			f.Compose = failsAt(`Conflict. The container name "/shop" is already in use by container "3698". You have to remove (or rename) that container to be able to reuse that name.`)
		},
		cause: NameTaken, hint: "docker rename shop shop-old",
	},
	{
		name: "a network that was removed", err: refusal, container: container("exited", 0), change: func(f *Facts) {
			f.Compose = " Container shop-backend-1 Starting \nError response from daemon: network 61e5a762ae734a6bf4e9fdbccae46d89eb5d9970159ef517254e0c7bd2cc2596 not found"
		},
		cause: NetworkRemoved, hint: "mage sandbox:down sandbox:up",
	},
	{
		name: "a build that fails", err: refusal, change: func(f *Facts) { f.Compose = "The command '/bin/sh -c false' returned a non-zero code: 1" },
		cause: BuildFailed, hint: "correct the Dockerfile or the files that it copies, then run mage sandbox:up -build",
	},
	{
		name: "a provider that backend needs fails", err: refusal, change: func(f *Facts) {
			f.Compose = " keeper Creating \n provider:keeper no quota left \nno quota left"
		},
		cause: ProviderFailed, hint: "install or mend the provider program of keeper",
	},
	{
		name: "no subnet left", err: refusal, change: func(f *Facts) {
			f.Compose = "failed to create network shop_default: Error response from daemon: all predefined address pools have been fully subnetted"
		},
		cause: NoAddressPool, hint: "docker network prune",
	},
	{
		name: "a full disk", err: refusal, change: func(f *Facts) { f.Compose = "Error response from daemon: write /x: no space left on device" },
		cause: DiskFull, hint: "free space where docker system df shows it",
	},
	{name: "a container without room", err: refusal, container: change(container("exited", 1), func(c *ContainerFacts) {
		c.Log = `FATAL:  could not write lock file "postmaster.pid": No space left on device`
	}), cause: DiskFull, hint: "free space where docker system df shows it, or enlarge the volume of backend"},
	{
		name: "the engine is gone", err: refusal, container: container("exited", 3), change: func(f *Facts) {
			f.Engine = errors.New("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
		},
		cause: EngineGone, hint: "start the Docker engine", details: []string{"connection refused", "the Docker engine does not answer any more: Cannot connect"},
	},
	{
		name: "Compose fails at this very service", err: refusal, container: running(), change: func(f *Facts) {
			f.Compose = "dependency failed to start: container shop-backend-1 is unhealthy"
		},
		cause: Unhealthy, hint: logs,
	},
	{
		name: "Compose takes a crash for ill health", err: refusal, container: change(running(), func(c *ContainerFacts) { c.ExitCode, c.Restarts, c.Started = 3, 2, time.Second }),
		change: func(f *Facts) {
			f.Compose = "dependency failed to start: container shop-backend-1 is unhealthy"
		},
		cause: CrashLoop, hint: logs, details: []string{"running for 1.0 s, restarted 2 times after it exited with code 3"},
	},
	{
		name: "it crashed once, and is ill now", err: refusal,
		container: change(running(), func(c *ContainerFacts) { c.ExitCode, c.Restarts, c.Health = 3, 1, "unhealthy" }),
		change: func(f *Facts) {
			f.Compose = "dependency failed to start: container shop-backend-1 is unhealthy"
		},
		cause: Unhealthy, hint: logs,
	},
	{
		name: "Compose fails at a container with a name of its own", err: refusal, container: change(container("exited", 9), func(c *ContainerFacts) { c.Name = "mine" }),
		change: func(f *Facts) { f.Compose = "dependency failed to start: container mine exited (9)" },
		cause:  ContainerExited, hint: logs,
	},
	{
		name: "Compose fails at something else", err: refusal, container: running(), change: func(f *Facts) {
			f.Compose = "dependency failed to start: container shop-db-1 is unhealthy"
		},
		cause: ConnectionRefused, hint: logs,
	},
}

// failsAt returns what Compose writes if the engine refuses to create the backend.
func failsAt(text string) string {
	return " service:backend:1 Error response from daemon: " + text + " \nError response from daemon: " + text
}
