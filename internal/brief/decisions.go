package brief

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/report"
)

// Decisions makes one decision of those that differ in their service alone. It counts the
// services and names them.
func Decisions(decisions []report.Decision) (merged []report.Decision) {
	var kinds []kind
	for _, d := range decisions {
		name, rest := split(d)
		at := slices.IndexFunc(kinds, func(k kind) bool { return rest != "" && k.rest == rest && k.line == d.Line })
		if at < 0 {
			kinds, merged = append(kinds, kind{rest, d.Line, []string{name}}), append(merged, d)
			continue
		}
		kinds[at].services = append(kinds[at].services, name)
		all := kinds[at].services
		merged[at].Message = fmt.Sprintf("each of %d services%s: %s", len(all), rest, strings.Join(all, ", "))
	}
	return merged
}

// kind is what the decisions about several services have in common.
type kind struct {
	rest, line string
	services   []string
}

// split returns the service that a decision is about, and the message after its name, with
// the space or comma between them: "" if the message does not begin with a service.
func split(d report.Decision) (service, rest string) {
	message, is := d.Message, true
	if d.Service == "" {
		message, is = strings.CutPrefix(message, "service ")
	}
	if !is {
		return "", ""
	}
	end := strings.IndexAny(message, " ,")
	if end < 0 {
		return message, ""
	}
	return message[:end], message[end:]
}
