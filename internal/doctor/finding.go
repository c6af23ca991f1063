package doctor

import (
	"errors"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
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

// oneLine returns the text of an error as one line.
func oneLine(err error) string {
	text := err.Error()
	var failed *docker.Error
	if errors.As(err, &failed) {
		text = docker.Output(err)
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	return strings.Join(lines, "; ")
}

// firstPart returns the text of an error without the cure behind it.
func firstPart(err error) string {
	text, _, _ := strings.Cut(oneLine(err), "; ")
	return text
}
