package diagnose

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The greatest number of lines of each kind in a finding.
const (
	maxProbe  = 4
	maxState  = 4
	maxHealth = 2
	maxLog    = 8
)

// finding returns the finding of one check.
func (d *diagnosis) finding(i int) Finding {
	check, v := d.Checks[i], d.verdicts[i]
	if v.follows >= 0 {
		return d.consequence(i)
	}
	details := d.tried(check, maxProbe)
	details = append(details, d.waiting(check, v)...)
	details = append(details, d.explained(v)...)
	for _, state := range d.states(check, v) { // which may say more than the line before
		details = slices.DeleteFunc(details, func(less string) bool { return strings.HasPrefix(state, less) })
		details = append(details, state)
	}
	details = append(details, d.said(v)...)
	return Finding{Check: check.Name, Cause: v.cause, Service: v.service, Details: details, Hint: d.hint(v)}
}

// consequence returns the finding of a check that failed because of another check.
func (d *diagnosis) consequence(i int) Finding {
	root := d.root(i)
	v := d.verdicts[root]
	behind, _, _ := strings.Cut(v.cause.entry().Meaning, ": ")
	if v.service != "" {
		behind = v.service + ": " + behind
	}
	details := d.tried(d.Checks[i], 1)
	details = append(details, d.troubled(d.Checks[i], v.service, 1)...)
	if name := d.Checks[root].Name; name != "" { // it is "" for the start itself
		behind = fmt.Sprintf("%s (%s)", name, behind)
	}
	details = append(details, "a consequence of "+behind)
	return Finding{
		Check: d.Checks[i].Name, Cause: DependencyFailed, Service: v.service, Follows: d.Checks[root].Name, Details: details,
	}
}

// tried returns the errors of the last probes, or why there were none. It returns nothing
// if a container is at fault, because the container's state says more.
func (d *diagnosis) tried(check FailedCheck, most int) []string {
	text := check.Unrecoverable
	if check.Err != nil {
		text = check.Err
	}
	var unrecoverable *Unrecoverable
	if text == nil || errors.As(text, &unrecoverable) && unrecoverable.Service != "" {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(text.Error(), "\n") {
		if len(lines) == most {
			break
		}
		if line = d.line(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// waiting returns which services of a check were not started because of the service at
// fault.
func (d *diagnosis) waiting(check FailedCheck, v verdict) []string {
	var lines []string
	for _, name := range check.Services {
		if s := d.service(name); s.Awaits != "" && s.Awaits == v.service && len(lines) < maxState {
			lines = append(lines, s.waiting())
		}
	}
	return lines
}

// explained returns the lines that come neither from a probe nor from a container.
func (d *diagnosis) explained(v verdict) []string {
	var lines []string
	s := d.service(v.service)
	switch {
	case d.Engine != nil:
		return []string{d.line("the Docker engine does not answer any more: " + core(clean(d.Engine.Error())))}
	case v.cause == WrongPassword || v.cause == MissingDatabase:
		lines = append(lines, "the volume keeps the login and the database of its first start: put the old values back, or delete the volume and its data")
	case v.cause == VolumeVersion:
		data, server := s.Container.versions()
		lines = append(lines, fmt.Sprintf("the volume of %s has the data of version %s, and the image has version %s", s.Name, data, server))
	case s.Holder != "":
		lines = append(lines, fmt.Sprintf("%s is held by %s, not by container %s", s.Address, d.line(s.Holder), s.Name))
	case v.cause == ForeignListener:
		lines = append(lines, fmt.Sprintf("something other than container %s answers on %s", s.Name, s.Address))
	}
	if v.cause == SharedName || v.cause == WrongInstance {
		for _, namesake := range s.Namesakes[:min(len(s.Namesakes), maxState)] {
			lines = append(lines, fmt.Sprintf("the name %s also leads to %s", s.Name, d.line(namesake)))
		}
	}
	return append(lines, d.composed(v)...)
}

// composed returns the lines of Compose that say more than the container's state.
func (d *diagnosis) composed(v verdict) []string {
	if d.compose == nil || d.compose.Service != "" && d.compose.Service != v.service {
		return nil
	}
	container := d.service(v.service).Container
	var lines []string
	for _, line := range d.compose.Lines {
		isNamed := (namedContainer.MatchString(line) || namedService.MatchString(line)) && !slices.Contains([]Cause{NoHealthcheck, HookFailed, StartRefused}, d.compose.Cause)
		if container == nil || !isNamed && cut(core(clean(container.Error))) != line {
			lines = append(lines, d.line("docker compose: "+line))
		}
	}
	return lines
}

// states describes the container at fault, and the others of the check that are in
// trouble. A service that a provider runs has no container.
func (d *diagnosis) states(check FailedCheck, v verdict) []string {
	if d.Engine != nil || v.service == "" || v.cause == ProviderFailed {
		return d.troubled(check, "", maxState)
	}
	return append([]string{d.state(d.service(v.service))}, d.troubled(check, v.service, maxState-1)...)
}

// troubled describes the containers of a check that are in trouble, except one
// service's.
func (d *diagnosis) troubled(check FailedCheck, except string, most int) []string {
	var lines []string
	for _, name := range d.suspects(check) {
		s := d.service(name)
		if d.Engine == nil && name != except && s.Awaits == "" && len(lines) < most && !slices.Contains([]Cause{"", HealthPending}, s.cause(false)) {
			lines = append(lines, d.state(s))
		}
	}
	return lines
}

// said returns the output of an unhealthy container's healthcheck, and the end of the
// container's log.
func (d *diagnosis) said(v verdict) []string {
	c := d.service(v.service).Container
	if c == nil || d.Engine != nil {
		return nil
	}
	var lines []string
	if c.Health == "unhealthy" || c.Health == "starting" {
		for _, line := range tail(c.HealthOutput, maxHealth, d.line) {
			lines = append(lines, "healthcheck: "+line)
		}
	}
	for _, line := range tail(c.Log, maxLog, distinct(d.line)) {
		lines = append(lines, v.service+" | "+line)
	}
	return lines
}

// hint returns the cure for a verdict.
func (d *diagnosis) hint(v verdict) string {
	s := d.service(v.service)
	if (v.cause == ForeignListener || v.cause == PortTaken) && s.Holder == "" && s.FindHolder != "" {
		return "stop what " + s.FindHolder + " shows"
	}
	if (v.cause == NotCreated || v.cause == Stranded) && s.Holder != "" {
		return "stop " + d.line(s.Holder) + ", then run mage sandbox:up"
	}
	if v.cause == NetworkLost && s.Container != nil && s.Container.NetworkCure != "" {
		return d.line(s.Container.NetworkCure)
	}
	if v.cause == Unhealthy && s.Container != nil && noProgram.MatchString(s.Container.HealthOutput) {
		v.cause = HealthPending // its cure is the healthcheck itself
	}
	n := names{service: v.service, address: s.Address, holder: d.line(s.Holder)}
	if s.Container != nil {
		n.container = s.Container.Name
	}
	if d.compose != nil {
		n.registry, n.object = registryOf(d.compose.Image), d.line(d.compose.Object)
	}
	return v.cause.hint(n)
}

// noProgram matches the output of a healthcheck whose program is not in the image.
var noProgram = regexp.MustCompile(`(?m)^OCI runtime exec failed|^/bin/\w*sh: (?:line )?(?:\d+: )?[^ :]+: (?:command )?not found`)

// registryOf returns the registry of an image, or "" for Docker Hub.
func registryOf(image string) string {
	host, _, qualified := strings.Cut(image, "/")
	if !qualified || !strings.ContainsAny(host, ".:") && host != "localhost" || !validHost.MatchString(host) {
		return ""
	}
	return host
}

var validHost = regexp.MustCompile(`^[A-Za-z0-9][\w.:-]*$`)

// line returns text as one line that is safe to show, without secrets.
func (d *diagnosis) line(text string) string { return cut(d.Mask.Text(clean(text))) }
