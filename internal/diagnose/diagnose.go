package diagnose

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Diagnose finds one cause for each failed check, in their order.
//
// Each fault is reported in full once, by the check that is closest to it. A check that
// fails because of a fault that another check reports, or probably so because it uses
// that check, gets the cause [DependencyFailed] and refers to it.
func Diagnose(f Facts) []Finding {
	d := diagnosis{Facts: f}
	if f.Compose != "" {
		d.compose = d.parseCompose()
	}
	for _, check := range f.Checks {
		d.verdicts = append(d.verdicts, d.verdict(check))
	}
	d.link()
	var findings []Finding
	for i := range f.Checks {
		findings = append(findings, d.finding(i))
	}
	return findings
}

type diagnosis struct {
	Facts
	compose  *ComposeError // nil if Compose did not fail
	verdicts []verdict
}

// verdict is the cause of the failure of one check.
type verdict struct {
	clue
	follows int // index of the check whose failure causes this one, or -1
}

// clue is a possible cause, and the service that is at fault, or "".
type clue struct {
	cause   Cause
	service string
}

// parseCompose reads Compose's error. It finds the service also by a container_name
// that the Compose file sets, and accepts only services of the stack, and those that a
// provider runs.
func (d *diagnosis) parseCompose() *ComposeError {
	e := ParseCompose(d.Project, d.Mask.Text(d.Compose[max(0, len(d.Compose)-maxComposeText):]))
	if e.Cause == ProviderFailed {
		return &e
	}
	known := slices.IndexFunc(d.Services, func(s ServiceFacts) bool {
		return s.Name == e.Service || e.Container != "" && s.Container != nil && s.Container.Name == e.Container
	})
	e.Service = ""
	if known >= 0 {
		e.Service = d.Services[known].Name
	}
	return &e
}

// verdict returns the most specific of a check's clues.
func (d *diagnosis) verdict(check FailedCheck) verdict {
	clues := append(d.clues(check), clue{Unknown, only(check.Services)})
	return verdict{slices.MinFunc(clues, func(a, b clue) int { return cmp.Compare(a.cause.rank(), b.cause.rank()) }), -1}
}

// clues returns everything that may have made a check fail.
func (d *diagnosis) clues(check FailedCheck) []clue {
	if d.Engine != nil {
		return []clue{{EngineGone, ""}}
	}
	clues := probeClues(d.Services, check)
	answers := check.Err == nil || slices.ContainsFunc(clues, func(c clue) bool {
		return c.cause != ConnectionRefused && c.cause != Timeout
	})
	var unrecoverable *Unrecoverable
	gaveUp := errors.As(check.Unrecoverable, &unrecoverable)
	answers = answers && !(gaveUp && unrecoverable.Cause == NoPublishedPort)
	clues = append(clues, d.containerClues(check, answers)...)
	if gaveUp {
		clues = append(clues, clue{unrecoverable.Cause, unrecoverable.Service})
	}
	return d.withCompose(check, clues)
}

// probeClues returns the clues in a check's probe errors.
func probeClues(services []ServiceFacts, check FailedCheck) []clue {
	var clues []clue
	for _, name := range check.Missing {
		clues = append(clues, clue{WorkerMissing, name})
	}
	shared := slices.IndexFunc(services, func(s ServiceFacts) bool { return len(s.Namesakes) > 0 })
	if len(check.Missing) > 0 && shared >= 0 {
		clues = append(clues, clue{SharedName, services[shared].Name})
	}
	var unrecoverable *Unrecoverable
	for _, err := range parts(check.Err) {
		if len(check.Missing) == 0 && !errors.As(err, &unrecoverable) {
			clues = append(clues, clue{causeOfProbe(err), asked(services, check, err)})
		}
	}
	return clues
}

// asked returns the service that a probe's error is about, by the first URL in it, or ""
// if the error does not show it. An unknown host is no service's fault.
func asked(services []ServiceFacts, check FailedCheck, err error) string {
	if causeOfProbe(err) == UnknownHost {
		return ""
	}
	text, name := err.Error(), only(check.Services)
	for first, i := len(text), 0; i < len(services); i++ {
		s := services[i]
		at := strings.Index(text, s.URL)
		if s.URL == "" || at < 0 || at >= first {
			continue
		}
		if rest := text[at+len(s.URL):]; rest == "" || rest[0] < '0' || rest[0] > '9' {
			first, name = at, s.Name
		}
	}
	return name
}

// only returns the name if it is the only one, otherwise "".
func only(names []string) string {
	if len(names) != 1 {
		return ""
	}
	return names[0]
}

// containerClues returns the clues in the state of containers. Answers says that the
// service answered the probe.
func (d *diagnosis) containerClues(check FailedCheck, answers bool) []clue {
	var clues []clue
	for _, name := range d.suspects(check) {
		if awaited := d.service(name); awaited.Awaits != "" {
			clues = append(clues, awaited.pending())
			continue
		}
		cause := d.service(name).cause(answers)
		if cause == HealthPending && slices.ContainsFunc(parts(check.Err), isAnswer) { // that says more than a healthcheck to come
			continue
		}
		if cause != "" {
			clues = append(clues, clue{cause, name})
		}
	}
	return clues
}

// suspects returns the services whose containers may explain the failure.
func (d *diagnosis) suspects(check FailedCheck) []string {
	if len(check.Missing) > 0 {
		return check.Missing
	}
	names := slices.Clone(check.Services)
	for _, c := range probeClues(d.Services, check) {
		if c.service != "" && !slices.Contains(names, c.service) {
			names = append(names, c.service)
		}
	}
	return names
}

// withCompose adds the clue in Compose's error, if it concerns a service of the check or
// explains why a container is missing. If another service is at fault, the missing
// container is a consequence, and its clue is dropped.
func (d *diagnosis) withCompose(check FailedCheck, clues []clue) []clue {
	e := d.compose
	if e == nil {
		return clues
	}
	own := len(check.Services) == 0 || slices.Contains(check.Services, e.Service)
	if !own && !slices.ContainsFunc(clues, d.absent) {
		return clues
	}
	fault := clue{e.Cause, e.Service}
	if c := d.service(e.Service).Container; e.Cause == Unhealthy && c != nil && !(c.up() && c.Health == "unhealthy") && c.Restarts > 0 && c.ExitCode != 0 {
		fault.cause = c.ended(CrashLoop) // Compose calls a container between two runs unhealthy
	}
	if cause := d.service(e.Service).cause(false); e.Service != "" && cause != "" && cause.rank() < fault.cause.rank() {
		fault.cause = cause
	}
	if !own && e.Service != "" && fault.cause != Unknown {
		clues = slices.DeleteFunc(clues, d.absent)
	}
	return append([]clue{fault}, clues...)
}

// absent reports whether a clue is about a service whose container was never started,
// without an error of the engine.
func (d *diagnosis) absent(c clue) bool {
	container := d.service(c.service).Container
	return c.service != "" && (container == nil || container.State == "created" && container.Error == "")
}
