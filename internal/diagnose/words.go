package diagnose

import "regexp"

// rules tell the cause from what the engine, a registry or Compose writes. The
// first that matches counts, so what may be part of another text comes later.
//
// They cover Docker 20.10 to 29 and Compose 2.40 to 5.6.
var rules = []struct {
	cause Cause
	words *regexp.Regexp
}{
	{EngineGone, regexp.MustCompile(`(?i)cannot connect to the docker daemon|failed to connect to the docker api|error during connect` +
		`|permission denied while trying to connect to the docker|docker daemon is not running|^(unexpected )?EOF$`)},
	{DiskFull, regexp.MustCompile(`(?i)no space left on device|not enough space on the disk|disk quota exceeded`)},
	{NoAddressPool, regexp.MustCompile(`(?i)could not find an available.* address pool|address pools have been fully subnetted` +
		`|no available IPv[46] addresses on this network|pool overlaps with other one`)},
	{PortTaken, regexp.MustCompile(`(?i)port is already allocated|ports are not available|only one usage of each socket address` +
		`|(bind|listen|proxy|port)\b.*address already in use`)},
	{PullRefused, regexp.MustCompile(`(?i)pull access denied|access to the resource is denied|(daemon|error|reference.*): (denied|unauthorized)|unauthorized: ` +
		`|toomanyrequests|too many requests|pull rate limit|authentication required|no basic auth credentials|(401 unauthorized|403 forbidden)$`)},
	{ImageMissing, regexp.MustCompile(`(?i)no such image|manifest unknown|manifest for .* not found|no matching manifest|failed to resolve .*: not found`)},
	{RegistryUnreachable, regexp.MustCompile(`(?i)(get|head|post) "?https?://[^ ]*/(v2/|token)|failed to do request|unexpected HTTP status|dial tcp: lookup|no such host`)},
	{CommandNotFound, regexp.MustCompile(`(?i)executable file .*not found|exec: "[^"]*": (stat .*)?no such file or directory|^exec /\S+: no such file or directory$` +
		`|system cannot find the file specified|exited \(127\)|: exit 127$`)},
	{NotExecutable, regexp.MustCompile(`(?i)exec: "[^"]*": (permission denied|is a directory)|exec format error|^exec /\S+: permission denied$` +
		`|exited \(126\)|: exit 126$`)},
	{ContainerExited, regexp.MustCompile(`container \S+ exited \(\d+\)|didn't complete successfully: exit \d+`)},
	{Unhealthy, regexp.MustCompile(`container \S+ is unhealthy`)},
	{NotCreated, regexp.MustCompile(`is missing dependency \S+|has no container to start`)},
	{Stranded, regexp.MustCompile(`(?i)OCI runtime|failed to create (shim )?task|unable to find user|error mounting|bind source path does not exist`)},
	{BuildFailed, regexp.MustCompile(`(?i)failed to (solve|build)|returned a non-zero code|dockerfile parse error|(copy|add) failed|(open|read) dockerfile`)},
}

// causeOf is the cause that a text of the engine or of Compose tells, [Unknown]
// if none.
func causeOf(text string) Cause {
	for _, rule := range rules {
		if rule.words.MatchString(text) {
			return rule.cause
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

// core is an error of the engine without the names of the parts that passed it
// on.
func core(text string) string {
	return trailing.ReplaceAllString(wrapping.ReplaceAllString(text, ""), "")
}
