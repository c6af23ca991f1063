package diagnose

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Diagnose finds one cause for each of the checks, in their order.
//
// A fault is told in full once, by the check that it is closest to. A check
// that fails for what another reports, or may well do so because it uses that
// one, is [DependencyFailed], and says no more than that.
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

// verdict is what is to blame for the failure of one check.
type verdict struct {
	clue
	follows int // the check that it is a consequence of, -1 for none
}

// clue is one fact that points at a cause, and whom it points at.
type clue struct {
	cause   Cause
	service string
}

// parseCompose also knows a guilty container whose name is not of Compose's own
// making, and no service that is not of the stack.
func (d *diagnosis) parseCompose() *ComposeError {
	e := ParseCompose(d.Project, d.Mask.Text(d.Compose[max(0, len(d.Compose)-maxComposeText):]))
	known := slices.IndexFunc(d.Services, func(s ServiceFacts) bool {
		return s.Name == e.Service || e.Container != "" && s.Container != nil && s.Container.Name == e.Container
	})
	e.Service = ""
	if known >= 0 {
		e.Service = d.Services[known].Name
	}
	return &e
}

// verdict takes the most telling of the clues.
func (d *diagnosis) verdict(check FailedCheck) verdict {
	clues := d.clues(check)
	if len(clues) == 0 {
		clues = []clue{{Unknown, only(check.Services)}}
	}
	return verdict{slices.MinFunc(clues, func(a, b clue) int { return cmp.Compare(a.cause.rank(), b.cause.rank()) }), -1}
}

func (d *diagnosis) clues(check FailedCheck) []clue {
	if d.Engine != nil {
		return []clue{{EngineGone, ""}}
	}
	clues := probeClues(d.Services, check)
	answers := check.Err == nil || slices.ContainsFunc(clues, func(c clue) bool {
		return c.cause != ConnectionRefused && c.cause != Timeout
	})
	clues = append(clues, d.containerClues(check, answers)...)
	var unrecoverable *Unrecoverable
	if errors.As(check.Unrecoverable, &unrecoverable) {
		clues = append(clues, clue{unrecoverable.Cause, unrecoverable.Service})
	}
	return d.withCompose(check, clues)
}

func probeClues(services []ServiceFacts, check FailedCheck) []clue {
	var clues []clue
	for _, name := range check.Missing {
		clues = append(clues, clue{WorkerMissing, name})
	}
	var unrecoverable *Unrecoverable
	for _, err := range parts(check.Err) {
		if len(check.Missing) == 0 && !errors.As(err, &unrecoverable) {
			clues = append(clues, probeClue(services, check, err))
		}
	}
	return clues
}

// probeClue is what one probe tells. That a name leads nowhere is no service's fault.
func probeClue(services []ServiceFacts, check FailedCheck, err error) clue {
	cause := causeOfProbe(err)
	if cause == UnknownHost {
		return clue{cause, ""}
	}
	return clue{cause, asked(services, check, err)}
}

// asked is the service that a probe's error is about, by the first URL in it;
// "" if it does not show.
func asked(services []ServiceFacts, check FailedCheck, err error) string {
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

// only is the one name, "" if there are more.
func only(names []string) string {
	if len(names) != 1 {
		return ""
	}
	return names[0]
}

func (d *diagnosis) containerClues(check FailedCheck, answers bool) []clue {
	var clues []clue
	for _, name := range d.suspects(check) {
		if cause := d.service(name).cause(answers); cause != "" {
			clues = append(clues, clue{cause, name})
		}
	}
	return clues
}

// suspects are the services whose containers may explain the failure.
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

// withCompose adds what Compose's failure explains of a check: that of its own
// service, or why its container is not there. If that is another service, the
// absence is a mere consequence, and no clue any more.
func (d *diagnosis) withCompose(check FailedCheck, clues []clue) []clue {
	e := d.compose
	if e == nil {
		return clues
	}
	own := len(check.Services) == 0 || slices.Contains(check.Services, e.Service)
	if !own && !slices.ContainsFunc(clues, d.absent) {
		return clues
	}
	blame := clue{e.Cause, e.Service}
	if c := d.service(e.Service).Container; e.Cause == Unhealthy && c != nil && !(c.up() && c.Health == "unhealthy") && c.Restarts > 0 && c.ExitCode != 0 {
		blame.cause = c.ended(CrashLoop) // Compose takes a container between two runs for unhealthy
	}
	if cause := d.service(e.Service).cause(false); e.Service != "" && cause != "" && cause.rank() < blame.cause.rank() {
		blame.cause = cause
	}
	if !own && e.Service != "" && blame.cause != Unknown {
		clues = slices.DeleteFunc(clues, d.absent)
	}
	return append([]clue{blame}, clues...)
}

// absent tells whether a clue is about a service whose container never was
// started, and the engine has not said why.
func (d *diagnosis) absent(c clue) bool {
	container := d.service(c.service).Container
	return c.service != "" && (container == nil || container.State == "created" && container.Error == "")
}
