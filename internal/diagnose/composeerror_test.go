package diagnose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// outputs are the stderr of Compose 5.6 with engine 20.10 (API 1.41), or of the versions
// in the file's name.
var outputs = []struct {
	file    string
	cause   Cause
	service string
	line    string // the last that is shown
}{
	{"dependency-exited", ContainerExited, "backend", "dependency failed to start: container shop-backend-1 exited (3)"},
	{"dependency-unhealthy", Unhealthy, "backend", "dependency failed to start: container shop-backend-1 is unhealthy"},
	{"dependency-without-healthcheck", NoHealthcheck, "backend", "dependency failed to start: container shop-backend-1 has no healthcheck configured"},
	{"secret-variable-unset", UnsetVariable, "", `environment variable "TOKEN" required by secret "shop_token" is not set`},
	{"secret-read-only", StartRefused, "backend", "cannot create secret \"shop_token\" in read-only service backend: `file` is the sole supported option"},
	{"dependency-incomplete", ContainerExited, "migrate-db", `service "migrate-db" didn't complete successfully: exit 1`},
	{"program-missing", CommandNotFound, "backend", `exec: "/no-such-program": stat /no-such-program: no such file or directory`},
	{"command-missing", CommandNotFound, "backend", `exec: "no-such-program": executable file not found in $PATH`},
	{"not-executable", NotExecutable, "backend", `exec: "/etc/passwd": permission denied`},
	{"directory", NotExecutable, "backend", `exec: "/etc": permission denied`},
	{"two-failures", CommandNotFound, "", `exec: "/no-such-a": stat /no-such-a: no such file or directory`},
	{"user-missing", StartRefused, "backend", "unable to find user nosuch: no matching entries in passwd file"},
	{"mount-type", StartRefused, "m", `error mounting "/srv/bin1" to rootfs at "/etc": mount /srv/bin1:/etc (via /proc/self/fd/6), flags: 0x5000: not a directory`},
	{"network-refused", StartRefused, "", "failed to create network shop_default: Error response from daemon: failed to parse com.docker.network.driver.mtu value: banana (strconv.Atoi: parsing \"banana\": invalid syntax)"},
	{"cpus-missing", StartRefused, "backend", "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available"},
	{"seccomp-missing", StartRefused, "backend", "opening seccomp profile (nosuch.json) failed: open /srv/shop/nosuch.json: no such file or directory"},
	{"2.40-cpus-missing", StartRefused, "backend", "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available"},
	{"bind-missing", MissingFile, "backend", `invalid mount config for type "bind": bind source path does not exist: /srv/nope`},
	{"port-allocated", PortTaken, "backend", "Bind for 127.0.0.1:39181 failed: port is already allocated"},
	{"port-bound", PortTaken, "backend", "listen tcp4 127.0.0.1:39182: bind: address already in use"},
	{"pool-overlaps", SubnetTaken, "", "failed to create network shop_default: Error response from daemon: Pool overlaps with other one on this address space"},
	{"image-missing", ImageMissing, "backend", "No such image: localhost/none:1"},
	{"manifest-unknown", ImageMissing, "", "manifest unknown"},
	{"pull-denied", PullRefused, "", "denied"},
	{"pull-unauthorized", PullRefused, "", "unauthorized"},
	{"pull-rate-limit", RateLimited, "", "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit"},
	{"pull-unavailable", RegistryUnreachable, "", "received unexpected HTTP status: 503 Service Unavailable"},
	{"no-registry", RegistryUnreachable, "", `Get "http://localhost/v2/": dial tcp 127.0.0.1:80: connect: connection refused`},
	{"registry-unknown", RegistryUnreachable, "", `Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host`},
	{"build-no-dockerfile", BuildFailed, "", "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /srv/shop/Dockerfile: no such file or directory"},
	{"build-base", RegistryUnreachable, "", `Get "http://localhost/v2/": dial tcp 127.0.0.1:80: connect: connection refused`},
	{"build-base-refused", PullRefused, "", "unauthorized"},
	{"build-run", BuildFailed, "", "The command '/bin/sh -c echo one && exit 4' returned a non-zero code: 4"},
	{"build-copy", BuildFailed, "", "COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist"},
	{"build-parse", BuildFailed, "", "dockerfile parse error line 1: unknown instruction: FORM"},
	{"provider-missing", ProviderFailed, "db", `exec: "keeper": executable file not found in $PATH`},
	{"provider-fails", ProviderFailed, "db", "no quota left"},
	{"provider-alone", ProviderFailed, "web", `provider service "web": exec: "keeper": executable file not found in $PATH`},
	{"provider-cut-short", ImageMissing, "web", "No such image: localhost/none:1"},
	{"engine-away", EngineGone, "", "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory"},
	{"engine-gone-starting", EngineGone, "", `error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/containers/68e08475129afcf8a6c17fe266eb2557a6ec18eb2a8bf059c1653e513c80cf1d/start": EOF`},
	{"engine-gone-creating", EngineGone, "", `failed to create network shop_default: error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.41/networks/create": EOF`},
	{"2.40-dependency-unhealthy", Unhealthy, "backend", "dependency failed to start: container shop-backend-1 is unhealthy"},
	{"2.40-dependency-incomplete", ContainerExited, "migrate-db", `service "migrate-db" didn't complete successfully: exit 1`},
	{"2.40-program-missing", CommandNotFound, "backend", `exec: "/no-such-program": stat /no-such-program: no such file or directory`},
	{"2.40-port-allocated", PortTaken, "backend", "Bind for 127.0.0.1:39181 failed: port is already allocated"},
	{"2.40-pull-denied", PullRefused, "backend", "denied"},
	{"2.40-no-registry", RegistryUnreachable, "backend", `Get "http://localhost/v2/": dial tcp 127.0.0.1:80: connect: connection refused`},
	{"2.40-image-missing", ImageMissing, "backend", "No such image: localhost/none:1"},
	{"2.40-pool-overlaps", SubnetTaken, "", "failed to create network shop_default: Error response from daemon: Pool overlaps with other one on this address space"},
	{"2.40-build-run", BuildFailed, "", "executor failed running [/bin/sh -c echo one && exit 4]: exit code: 4"},
	{"2.40-build-base", RegistryUnreachable, "", `failed to do request: Head "http://localhost/v2/none/manifests/2": dial tcp 127.0.0.1:80: connect: connection refused`},
	{"2.40-api-1.56-no-registry", RegistryUnreachable, "backend", `failed to resolve reference "localhost/none:1": failed to do request: Head "https://localhost/v2/none/manifests/1": dial tcp 127.0.0.1:443: connect: connection refused`},
	{"2.40-api-1.56-build-base", RegistryUnreachable, "", `localhost/none:2: failed to resolve source metadata for localhost/none:2: failed to do request: Head "https://localhost/v2/none/manifests/2": dial tcp 127.0.0.1:443: connect: connection refused`},
	{"2.40-api-1.56-build-copy", BuildFailed, "", `failed to compute cache key: failed to calculate checksum of ref 4h85c1dymdxywi9iyq9rws5or::vp26mrsprnzpr4dd9r9rr656o: "/nope": not found`},
	{"api-1.56-directory", NotExecutable, "backend", `exec: "/etc": is a directory: unknown: permission denied`},
	{"api-1.56-mount-type", StartRefused, "m", `error mounting "/srv" to rootfs at "/etc/passwd": mount src=/srv, dst=/etc/passwd, dstFd=/proc/thread-self/fd/55, flags=MS_BIND|MS_REC: not a directory`},
	{"api-1.56-port-bound", PortTaken, "backend", "failed to bind host port 127.0.0.1:39182/tcp: address already in use"},
	{"api-1.56-no-registry", RegistryUnreachable, "", `failed to resolve reference "localhost/none:1": failed to do request: Head "https://localhost/v2/none/manifests/1": dial tcp 127.0.0.1:443: connect: connection refused`},
	{"api-1.56-pull-denied", PullRefused, "", "denied"},
	{"api-1.56-pull-unknown", ImageMissing, "", `failed to resolve reference "127.0.0.1:39190/unknown:1": 127.0.0.1:39190/unknown:1: not found`},
	{"api-1.56-pull-unavailable", RegistryUnreachable, "", `unknown: failed to resolve reference "127.0.0.1:39190/five:1": unexpected status from HEAD request to http://127.0.0.1:39190/v2/five/manifests/1: 500 Internal Server Error`},
	{"api-1.56-build-base", RegistryUnreachable, "", `failed to resolve reference "localhost/none:2": failed to do request: Head "https://localhost/v2/none/manifests/2": dial tcp 127.0.0.1:443: connect: connection refused`},
}

func TestParseComposeOfWholeOutputs(t *testing.T) {
	for _, test := range outputs {
		t.Run(test.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "compose", test.file+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			got := ParseCompose("shop", string(text))
			if got.Cause != test.cause || got.Service != test.service {
				t.Errorf("got %s of %q, want %s of %q", got.Cause, got.Service, test.cause, test.service)
			}
			if n := len(got.Lines); n != 1 || got.Lines[n-1] != test.line {
				t.Errorf("got %q, want %q alone", got.Lines, test.line)
			}
		})
	}
}

func TestParseComposeOfOtherVersions(t *testing.T) {
	const endpoint = "driver failed programming external connectivity on endpoint shop-db-1 (0aec2a): "
	for _, test := range []struct {
		name, text string
		cause      Cause
		service    string
	}{
		{"engine 28, port allocated", "Error response from daemon: failed to set up container networking: " + endpoint + "Bind for 127.0.0.1:8001 failed: port is already allocated", PortTaken, "db"},
		{"engine 28, port bound", "Error response from daemon: failed to set up container networking: " + endpoint + "failed to bind host port for 127.0.0.1:5433:172.18.0.2:5432/tcp: address already in use", PortTaken, "db"},
		{"engine 29, port bound", "Error response from daemon: failed to set up container networking: " + endpoint + "failed to bind host port 127.0.0.1:5433/tcp: address already in use", PortTaken, "db"},
		{"Docker Desktop, port bound", "Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:8001 -> 127.0.0.1:0: listen tcp 127.0.0.1:8001: bind: address already in use", PortTaken, ""},
		{"a folder that is none", " Container shop-web-1 Creating \n service:web:1 Error response from daemon: the working directory 'x' is invalid, it needs to be an absolute path \nError response from daemon: the working directory 'x' is invalid, it needs to be an absolute path", StartRefused, "web"},
		{"a mount that is none", `Error response from daemon: invalid volume specification: '/etc/x:bad:rw': invalid mount config for type "bind": invalid mount path: 'bad' mount path must be absolute`, StartRefused, ""},
		{"Windows, port bound", "listen tcp 127.0.0.1:8001: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.", PortTaken, ""},
		{"a fixed address in use is no port", "Error response from daemon: Address already in use", Unknown, ""},
		{"engine 20.10, no subnet", "failed to create network shop_default: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", NoAddressPool, ""},
		{"engine 28, no subnet", "failed to create network shop_default: Error response from daemon: all predefined address pools have been fully subnetted", NoAddressPool, ""},
		{"engine 28, subnet full", "Error response from daemon: no available IPv4 addresses on this network's address pools: shop_default (90ab)", NoAddressPool, ""},
		{"engine 29, a directory for a program", `Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/etc": is a directory: unknown: permission denied`, NotExecutable, ""},
		{"crun", "Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: crun: executable file `nope` not found in $PATH: No such file or directory: unknown", CommandNotFound, ""},
		{"Docker Hub refuses", "Error response from daemon: pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", PullRefused, ""},
		{"no such tag", "Error response from daemon: manifest for postgres:99 not found: manifest unknown: manifest unknown", ImageMissing, ""},
		{"no such platform", "Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries", ImageMissing, ""},
		{"containerd's store, no such tag", `Error response from daemon: failed to resolve reference "registry.example.com/a:1": registry.example.com/a:1: not found`, ImageMissing, ""},
		{"containerd's store, unauthorized", `Error response from daemon: failed to resolve reference "registry.example.com/a:1": unexpected status from HEAD request to https://registry.example.com/v2/a/manifests/1: 401 Unauthorized`, PullRefused, ""},
		{"containerd's store, no network", `Error response from daemon: failed to resolve reference "registry.example.com/a:1": failed to do request: Head "https://registry.example.com/v2/a/manifests/1": dial tcp: lookup registry.example.com: no such host`, RegistryUnreachable, ""},
		{"slow registry", `Error response from daemon: Get "https://registry.example.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`, RegistryUnreachable, ""},
		{"disk full while pulling", "Error response from daemon: write /var/lib/docker/tmp/GetImageBlob123: no space left on device", DiskFull, ""},
		{"disk full while building", "target backend: failed to solve: failed to copy files: copy file range failed: no space left on device", DiskFull, "backend"},
		{"BuildKit", "target backend: failed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1", BuildFailed, "backend"},
		{"old client", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", EngineGone, ""},
		{"no right to the engine", "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock", EngineGone, ""},
		{"Windows, engine away", "error during connect: this error may indicate that the docker daemon is not running: open //./pipe/docker_engine: The system cannot find the file specified.", EngineGone, ""},
		{"a dependency that was not found", "dependency failed to start: container shop-a.b_c-1 exited (127)", CommandNotFound, "a.b_c"},
		{"a dependency without a container", "web is missing dependency db", NotCreated, "db"},
		{"another's container", "dependency failed to start: container other-db-1 is unhealthy", Unhealthy, ""},
		{"Compose 2.40, pull", " db Pulling \n jaeger Pulling \n db Error manifest unknown\n jaeger Interrupted \nError response from daemon: manifest unknown", ImageMissing, "db"},
		{"Compose 2.40, start", " Container shop-db-1  Starting\n Container shop-web-1  Starting\n Container shop-db-1  Started\nError response from daemon: cannot do that", Unknown, "web"},
		{"a warning is no failure", `time="x" level=warning msg="no such image: a"` + "\nsomething else", Unknown, ""},
		{"a hook of a service", " Container shop-web-1 Started \nweb hook exited with status 7: no table", HookFailed, "web"},
		{"nothing", "", Unknown, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ParseCompose("shop", test.text)
			if got.Cause != test.cause || got.Service != test.service {
				t.Errorf("got %s of %q, want %s of %q (%q)", got.Cause, got.Service, test.cause, test.service, got.Lines)
			}
		})
	}
}

func TestParseComposeNamesTheImage(t *testing.T) {
	for text, want := range map[string]string{
		" Image 127.0.0.1:5000/a:1 Pulling \n Image 127.0.0.1:5000/a:1 Error denied\nError response from daemon: denied": "127.0.0.1:5000/a:1",
		"Error response from daemon: No such image: localhost/none:1":                                                    "localhost/none:1",
		"pull access denied for nope, repository does not exist":                                                         "nope",
		`failed to resolve reference "registry.example.com/a:1": failed to do request`:                                   "registry.example.com/a:1",
		"target a: failed to solve: a:1: failed to resolve source metadata for 127.0.0.1:5000/base:1: 401 Unauthorized":  "127.0.0.1:5000/base:1",
		`Head "http://127.0.0.1:5000/v2/own/base/manifests/1": no basic auth credentials`:                                "127.0.0.1:5000/own/base",
		`Head "https://registry-1.docker.io/v2/library/go/manifests/1": denied`:                                          "",
		"no image here": "",
	} {
		if got := ParseCompose("shop", text).Image; got != want {
			t.Errorf("got %q, want %q of %s", got, want, text)
		}
	}
}

func TestComposeErrorHasACure(t *testing.T) {
	for _, test := range []struct {
		failed ComposeError
		want   string
	}{
		{ComposeError{Cause: PullRefused, Image: "registry.example.com:5000/a/b:1"}, "docker login registry.example.com:5000"},
		{ComposeError{Cause: PullRefused, Image: "a/b:1"}, "docker login"},
		{ComposeError{Cause: RegistryUnreachable}, "correct the image's name, give the engine a way to the registry, or bring the image with docker load"},
		{ComposeError{Cause: CommandNotFound, Service: "backend"}, "correct the command of backend in the Compose file"},
		{ComposeError{Cause: PortTaken}, "stop what listens on the port"},
		{ComposeError{Cause: Unknown}, "mage sandbox:logs, then correct what it shows"},
	} {
		if got := test.failed.Hint(); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.failed, got, test.want)
		}
	}
}

func FuzzParseCompose(f *testing.F) {
	files, err := filepath.Glob("testdata/compose/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatal("no outputs of Compose", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("shop", string(text))
	}
	f.Add("", " Container --1 Starting\n\x1b[31mserv\xffice \"\" didn't complete")
	f.Fuzz(func(t *testing.T, project, text string) {
		got := ParseCompose(project, text)
		if got.Cause.entry().Cause != got.Cause {
			t.Errorf("%q is no cause", got.Cause)
		}
		if len(got.Lines) > maxComposeLines {
			t.Errorf("%d lines", len(got.Lines))
		}
		for _, line := range append(got.Lines, got.Service, got.Container, got.Image, got.Hint()) {
			safe(t, line)
		}
		if got.Service != "" && !strings.Contains(text, got.Service) && safeText(text) {
			t.Errorf("service %q is not in the text", got.Service)
		}
	})
}
