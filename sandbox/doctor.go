package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/doctor"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// Doctor examines what a start needs of this machine and of the instance, if there is
// one, and returns a finding for each, with its cure. It changes nothing. The error names
// the findings that are problems.
func (s Sandbox) Doctor(ctx context.Context) (report.Doctor, error) {
	document := report.NewDoctor()
	return conclude(ctx, document, s.doctor(ctx, document))
}

func (s Sandbox) doctor(ctx context.Context, document *report.Doctor) error {
	if err := s.validate(); err != nil {
		return err
	}
	findings := doctor.Examine(ctx, s.Stack, s.dir())
	if ctx.Err() != nil { // an interrupted examination proves nothing
		return outcome.ErrInterrupted
	}
	document.Findings = findings
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
	text := fmt.Sprintf("%s: %s", plain.Plural(len(problems), "problem"), strings.Join(slices.Compact(problems), ", "))
	return &outcome.Explained{Text: text, Details: report.Error{Message: text, Hint: hint}}
}
