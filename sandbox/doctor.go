package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

func fine(subject, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingOK, Message: fmt.Sprintf(format, args...)}
}

func skipped(subject, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingSkipped, Message: fmt.Sprintf(format, args...)}
}

func warning(subject, cure, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingWarning, Message: fmt.Sprintf(format, args...), Cure: cure}
}

func problem(subject, cure, format string, args ...any) report.Finding {
	return report.Finding{Subject: subject, Status: report.FindingProblem, Message: fmt.Sprintf(format, args...), Cure: cure}
}

// doctorTimeout bounds all that is looked at, and engineSilence the first
// question to the engine: if that is not answered, no other is asked.
const (
	doctorTimeout = 20 * time.Second
	engineSilence = 5 * time.Second
)

// Doctor returns the findings about all that a start needs of this machine and of
// the instance, if there is one, each with its cure. It changes nothing. The error
// names the findings that are problems.
func (s Sandbox) Doctor(ctx context.Context) (report.Doctor, error) {
	doctor := report.NewDoctor()
	return conclude(ctx, doctor, s.doctor(ctx, doctor))
}

func (s Sandbox) doctor(ctx context.Context, doctor *report.Doctor) error {
	if err := s.validate(); err != nil {
		return err
	}
	findings := s.examine(ctx)
	if ctx.Err() != nil { // an examination that was cut short tells nothing
		return outcome.ErrInterrupted
	}
	doctor.Findings = findings
	return problems(findings)
}

// problems returns an error if one of the findings is a problem.
func problems(findings []report.Finding) error {
	var problems []string
	hint := ""
	for _, f := range findings {
		if f.Status == report.FindingProblem {
			problems = append(problems, f.Subject)
			hint = cmp.Or(hint, f.Cure)
		}
	}
	if len(problems) == 0 {
		return nil
	}
	text := fmt.Sprintf("%s: %s", plural(len(problems), "problem"), list(problems))
	return &outcome.Explained{Text: text, Details: report.Error{Message: text, Hint: hint}}
}

// examination is one look at a machine and at the instance here. What several
// checks want to know is found out once, when the first of them asks.
type examination struct {
	*session
	dir     string
	loaded  error // why there is no instance here, if so
	located error // why nobody knows where its engine is, if so

	engine     func() (docker.EngineVersion, error)
	host       func() (docker.Host, error)
	configured func() error // resolves the session's configuration
	ours       func() ([]docker.Container, error)
}

// examine asks everything at once; the findings are in a fixed order.
func (s Sandbox) examine(ctx context.Context) []report.Finding {
	ctx, cancel := context.WithTimeoutCause(ctx, doctorTimeout, fmt.Errorf("no answer within %s", doctorTimeout))
	defer cancel()
	x := s.examination(ctx)
	checks := []func(context.Context) []report.Finding{
		x.goCommand, x.mageCommand, x.engineVersion, x.composeVersion, x.disk, x.memory, x.networks, x.home,
		x.instance, x.files, x.composeFile, x.images, x.ports, x.volumes,
		x.claims, x.orphans,
	}
	found := make([][]report.Finding, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() { found[i] = check(ctx) })
	}
	all.Wait()
	var findings []report.Finding
	for _, some := range found {
		findings = append(findings, some...)
	}
	return findings
}

func (s Sandbox) examination(ctx context.Context) *examination {
	o := &session{Workspace: workspace.Workspace{Stack: s.Stack}, emit: s.emit}
	x := &examination{session: o, dir: s.dir()}
	o.Instance, x.loaded = instance.Load(s.dir(), s.Stack.Scheme())
	if x.loaded == nil {
		_ = o.Instance.FindComposeFile() // the configuration tells what is wrong
		o.Project = workspace.ProjectOf(s.Stack, o.Instance)
	} else {
		o.Project = compose.NewProject("", engines.Shell().Variables()) // as for a new instance
	}
	machine, err := engines.Machine(ctx, o.Project)
	x.located = err
	o.Instance.Locate(machine)
	x.ask(ctx)
	return x
}

// ask prepares the questions that several checks ask.
func (x *examination) ask(ctx context.Context) {
	x.engine = sync.OnceValues(func() (docker.EngineVersion, error) {
		if x.located != nil {
			return docker.EngineVersion{}, x.located
		}
		ctx, cancel := context.WithTimeoutCause(ctx, engineSilence, fmt.Errorf("no answer within %s", engineSilence))
		defer cancel()
		return x.Project.EngineVersion(ctx)
	})
	x.host = sync.OnceValues(func() (docker.Host, error) {
		if x.silent() {
			return docker.Host{}, docker.ErrNoEngine
		}
		return x.Project.Host(ctx)
	})
	x.ours = sync.OnceValues(func() ([]docker.Container, error) {
		if x.silent() {
			return nil, docker.ErrNoEngine
		}
		return x.session.containers(ctx)
	})
	x.configured = sync.OnceValue(func() (err error) {
		if x.Instance.Variables["COMPOSE_FILE"] == "" {
			return instance.ErrNoComposeFile
		}
		x.Config, err = x.Project.Config(ctx)
		return err
	})
}

// silent tells that no engine answers.
func (x *examination) silent() bool {
	_, err := x.engine()
	return err != nil
}

// here tells whether there is an instance that can be read.
func (x *examination) here() bool { return x.loaded == nil }

// oneLine is what an error says, for a line of its own.
func oneLine(err error) string {
	text := err.Error()
	var failed *docker.Error
	if errors.As(err, &failed) {
		text = docker.Output(err)
	}
	said := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	return strings.Join(said, "; ")
}
