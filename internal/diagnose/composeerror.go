package diagnose

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ComposeError is a failure that `docker compose` up, pull or build reported.
type ComposeError struct {
	Cause     Cause
	Service   string   // that is at fault, or "" if unknown
	Container string   // that is at fault, or "" if unknown
	Image     string   // that could not be pulled, or "" if unknown
	Object    string   // network, volume, file or container name that is missing or taken, or ""
	Lines     []string // of the failure, safe to show
}

const (
	maxComposeLines = 3        // of a [ComposeError]
	maxComposeText  = 64 << 10 // bytes at the end of what Compose wrote
)

// ParseCompose finds the failure in the stderr of `docker compose`, among its progress
// lines.
func ParseCompose(project, stderr string) ComposeError {
	lines := tail(stderr[max(0, len(stderr)-maxComposeText):], maxLines, clean)
	told := failures(lines)
	result := ComposeError{Cause: Unknown, Image: group(failedImage, lines)}
	for _, line := range told {
		if cause := causeOf(line); cause.rank() < result.Cause.rank() {
			result.Cause = cause
		}
	}
	isRefusal := func(line string) bool { return slices.Contains(told, group(refused, []string{line})) }
	if result.Cause == Unknown && slices.ContainsFunc(lines, isRefusal) {
		result.Cause = StartRefused
	}
	if provider := failedProvider(told, lines); provider != "" {
		result.Cause, result.Service = ProviderFailed, provider
	}
	if m := manifest.FindStringSubmatch(strings.Join(told, "\n")); result.Image == "" && m != nil && m[1] != "registry-1.docker.io" { // Docker Hub's, which no name has
		result.Image = m[1] + "/" + m[2]
	}
	result.Object = group(object, told)
	if result.Cause != ProviderFailed && !slices.Contains(nobodysFault, result.Cause) && !strings.HasPrefix(result.Object, "network ") {
		result.blame(project, told, lines)
	}
	for _, line := range told[max(0, len(told)-maxComposeLines):] {
		result.Lines = append(result.Lines, cut(core(line)))
	}
	return result
}

// nobodysFault holds the causes that are no service's fault.
var nobodysFault = []Cause{EngineGone, NoAddressPool, SubnetTaken, NoService, MissingNetwork, MissingVolume}

// Hint returns the cure.
func (e ComposeError) Hint() string {
	return e.Cause.hint(names{service: e.Service, container: e.Container, registry: registryOf(e.Image), object: e.Object})
}

var (
	// progress matches a line about what Compose is doing, a warning, or the output of
	// the engine's builders.
	progress = regexp.MustCompile(`^(Container|Network|Volume|Image|Service|(service|network|volume|image|provider):\S+) ` +
		`|^\S+ +(Pulling|Pulled|Building|Built|Interrupted|Warning|Error)( |$)|^time=|^#\d+ |^Step \d+/\d+ : |^---> |^Sending build context |^-+$|^\[\+\] `)
	failedProgress = regexp.MustCompile(`(?i)\berror\b`)
)

// failures returns the lines about a failure, each once. These are the lines that are
// not progress and have a known cause. Without any, it is the last line that is not
// progress, or else the progress lines with an error.
func failures(lines []string) []string {
	var told, errors []string
	for _, line := range lines {
		switch {
		case !progress.MatchString(line):
			told = append(slices.DeleteFunc(told, func(t string) bool { return t == line }), line)
		case failedProgress.MatchString(line):
			errors = append(errors, line)
		}
	}
	if telling := slices.DeleteFunc(slices.Clone(told), func(t string) bool { return causeOf(t) == Unknown }); len(telling) > 0 {
		return telling
	}
	if len(told) == 0 {
		return errors
	}
	return told[len(told)-1:]
}

var (
	failedImage = regexp.MustCompile(`^Image (\S+) +Error|No such image: (\S+)|pull access denied for ([^\s,]+)|manifest for (\S+) not found` +
		`|failed to resolve reference "([^"]+)"|failed to resolve source metadata for (\S+):`)
	// manifest matches the address at which the engine's own builder asks for an image.
	manifest = regexp.MustCompile(`(?:Head|Get) "https?://([^/"]+)/v2/([^"]+)/manifests/`)
	object   = regexp.MustCompile(`network (\S+) declared as external, but|external volume "([^"]+)" not found|bind source path does not exist: (.+)|environment variable "([^"]+)" required by` +
		`|container name "/?([^"]+)" is already in use|failed to create (network \S+): `)
	// The ways in which Compose and the engine name the service or container at fault.
	namedService = regexp.MustCompile(`service "([^"]+)" didn't complete|is missing dependency ([^\s:]+)|in read-only service ([^\s:]+): |service "([^"]+)" has no container` +
		`|target ([^\s:]+): failed to solve|^(\S+) hook exited with|^service:([^\s:]+)(?::\d+)? .*Error|^([a-zA-Z0-9][\w.-]*) +Error `)
	namedContainer = regexp.MustCompile(`container (\S+) (?:is unhealthy|exited|has no healthcheck|had unexpected)|on endpoint (\S+) \(`)
	refused        = regexp.MustCompile(`^service:[^\s:]+:\d+ (.+)$|^Container \S+ +(Error response from daemon: .+)$`) // of Compose 5 and 2
	step           = regexp.MustCompile(`^Container (\S+) +(Starting|Started|Creating|Created)$`)
)

// provider matches what Compose says of a program that a provider: service names: that it
// failed, or that it is not installed.
var provider = regexp.MustCompile(`^provider:(\S+) (.+)$|^provider service "([^"]+)": `)

// failedProvider returns the service whose provider's failure is told, or "". Compose also
// reports providers that it stopped because another service failed.
func failedProvider(told, lines []string) string {
	for _, line := range lines {
		match := provider.FindStringSubmatch(line)
		if match != nil && (match[3] != "" || slices.Contains(told, match[2])) {
			return cmp.Or(match[1], match[3])
		}
	}
	return ""
}

// blame finds the service or container at fault. Compose often does not name it. It is
// then the only container whose start did not end.
func (e *ComposeError) blame(project string, told, lines []string) {
	if e.Service = group(namedService, told); e.Service != "" {
		return
	}
	if e.Container = group(namedContainer, told); e.Container == "" {
		if e.Service = group(namedService, lines); e.Service != "" {
			return
		}
		e.Container = inFlight(lines)
	}
	e.Service = serviceOf(project, e.Container)
}

// inFlight returns the container that Compose was creating or starting when it failed, or
// "" if there is not exactly one.
func inFlight(lines []string) string {
	steps := make(map[string]string)
	for _, line := range lines {
		if m := step.FindStringSubmatch(line); m != nil {
			steps[m[1]] = m[2]
		}
	}
	maps.DeleteFunc(steps, func(_, last string) bool { return !strings.HasSuffix(last, "ing") })
	if len(steps) != 1 {
		return ""
	}
	return slices.Collect(maps.Keys(steps))[0]
}

// group returns the first group of the expression that matches in a line.
func group(expression *regexp.Regexp, lines []string) string {
	for _, line := range lines {
		for i, match := range expression.FindStringSubmatch(line) {
			if i > 0 && match != "" {
				return match
			}
		}
	}
	return ""
}

var containerName = regexp.MustCompile(`^[-_](.+)[-_]\d+$`)

// serviceOf returns the service of a container with a name that Compose makes,
// <project>-<service>-<number>, or "".
func serviceOf(project, container string) string {
	rest, ours := strings.CutPrefix(container, project)
	if m := containerName.FindStringSubmatch(rest); ours && m != nil {
		return m[1]
	}
	return ""
}
