package diagnose

import (
	"regexp"
	"slices"
	"strings"
)

// rule recognises a cause by words, or by a pattern, in text in lower case.
type rule struct {
	cause Cause
	words []string
	form  *regexp.Regexp
}

// rules recognise the cause in the output of the engine, a registry or Compose. The first
// rule that fits counts, so a text that may be part of another comes later. Most rules
// are plain words, because a pattern takes a hundred times as long.
//
// They cover Docker 20.10 to 29 (API 1.41 to 1.56) and Compose 2.40 to 5.6.
var rules = []rule{
	{HookFailed, []string{" hook exited with status "}, nil},
	{EngineGone, []string{
		"cannot connect to the docker daemon", "failed to connect to the docker api", "error during connect",
		"permission denied while trying to connect to the docker", "docker daemon is not running",
	}, regexp.MustCompile(`^(unexpected )?eof$`)},
	{DiskFull, []string{"no space left on device", "not enough space on the disk", "disk quota exceeded"}, nil},
	{NoAddressPool, []string{"address pool among the defaults", "address pools have been fully subnetted", "addresses on this network's address pools"}, nil},
	{SubnetTaken, []string{"pool overlaps with other one"}, nil},
	{NoService, []string{"no service selected"}, nil},
	{MissingNetwork, []string{"declared as external, but could not be found"}, nil},
	{MissingVolume, nil, regexp.MustCompile(`external volume "[^"]+" not found`)},
	{MissingFile, []string{"bind source path does not exist"}, nil},
	{UnsetVariable, nil, regexp.MustCompile(`environment variable "[^"]+" required by \w+ "`)},
	{NameTaken, nil, regexp.MustCompile(`the container name "[^"]+" is already in use`)},
	{NetworkRemoved, nil, regexp.MustCompile(`\bnetwork [0-9a-f]{64} not found`)},
	{PortTaken, []string{
		"port is already allocated", "ports are not available", "only one usage of each socket address",
		"bind: address already in use", "/tcp: address already in use", "/udp: address already in use",
	}, nil},
	{RateLimited, []string{"toomanyrequests", "too many requests", "pull rate limit"}, nil},
	{PullRefused, []string{
		"pull access denied", "access to the resource is denied", "daemon: denied", "daemon: unauthorized", " error denied", " error unauthorized",
		"unauthorized: ", "authentication required", "no basic auth credentials", "401 unauthorized", "403 forbidden",
	}, regexp.MustCompile(`^(denied|unauthorized)$`)}, // all that the classic builder says
	{ImageMissing, []string{"no such image", "manifest unknown", "no matching manifest"}, regexp.MustCompile(`failed to resolve .*: not found$`)},
	{RegistryUnreachable, []string{"failed to do request", "unexpected http status", "unexpected status from", "dial tcp: lookup", "no such host"},
		regexp.MustCompile(`(^|: | error )(get|head|post) "https?://`)},
	{CommandNotFound, []string{"executable file not found", "system cannot find the file specified", "exited (127)"},
		regexp.MustCompile("executable file `.*` not found|exec: \"[^\"]*\": (stat .*)?no such file or directory|^exec /\\S+: no such file or directory$|: exit 127$")},
	{NotExecutable, []string{"exec format error", "exited (126)"},
		regexp.MustCompile(`exec: "[^"]*": (permission denied|is a directory)|^exec /\S+: permission denied$|: exit 126$`)},
	{ContainerExited, []string{"didn't complete successfully"}, regexp.MustCompile(`container \S+ exited \(\d+\)`)},
	{Unhealthy, nil, regexp.MustCompile(`container \S+ is unhealthy`)},
	{NoHealthcheck, []string{" has no healthcheck configured"}, nil},
	{NotCreated, []string{" is missing dependency ", " has no container to start", "network with name "}, nil},
	{StartRefused, []string{"oci runtime", "failed to create shim task", "failed to create task", "unable to find user", "error mounting", "invalid mount config", "invalid volume specification", "working directory '", "` is the sole supported option", "duplicate mount point", "minimum memory limit", "no log driver named", "unknown runtime", "failed to create network"}, nil},
	{BuildFailed, []string{"failed to solve", "failed to build", "returned a non-zero code", "dockerfile parse error", "copy failed", "add failed", "open dockerfile", "read dockerfile", "unable to prepare context"}, nil},
}

// causeOf returns the cause in a line of the engine or of Compose, or [Unknown].
func causeOf(line string) Cause {
	line = strings.ToLower(line)
	said := func(word string) bool { return strings.Contains(line, word) }
	for _, r := range rules {
		if slices.ContainsFunc(r.words, said) || r.form != nil && r.form.MatchString(line) {
			return r.cause
		}
	}
	return Unknown
}

var (
	wrapping = regexp.MustCompile(`(?i)^(error response from daemon: |failed to create (shim )?task(: | for container: )|failed to set up container networking: ` +
		`|OCI runtime create failed: |runc create failed: |unable to start container process: |error during container init: ` +
		`|driver failed programming external connectivity on endpoint \S+ \([0-9a-f]+\): |error starting userland proxy: ` +
		`|target \S+: |failed to solve: |rpc error: code = \w+ desc = |failed to solve with frontend \S+: |failed to create LLB definition: )+`)
	trailing = regexp.MustCompile(`: unknown(: Are you trying .*)?$`)
)

// core returns an error of the engine without the prefixes of the components that passed
// it on.
func core(text string) string {
	return trailing.ReplaceAllString(wrapping.ReplaceAllString(text, ""), "")
}
