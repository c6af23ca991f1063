package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Summary is what one look at all containers of an engine tells of one that
// Compose made.
type Summary struct {
	Project, Service string
	WorkingDir       string // that the project was started from
	Key              string // of its instance, "" for none
	State            string // as in [Container]
	Health           string // healthy, unhealthy, starting, or "" without a healthcheck
	Succeeded        bool   // it exited with 0
}

// summaryFormat writes a JSON list a line: names may hold whatever they like.
const summaryFormat = `[{{json (.Label "` + labelProject + `")}},{{json (.Label "` + labelService + `")}},` +
	`{{json (.Label "` + labelWorkingDir + `")}},{{json (.Label "` + labelOneOff + `")}},{{json .State}},{{json .Status}},{{json (.Label "` + KeyLabel + `")}}]`

// Overview is every container on the engine that Compose made, whosever it is,
// without those of `docker compose run`. It is one call.
func (p Project) Overview(ctx context.Context) ([]Summary, error) {
	text, err := p.Output(ctx, "ps", "-a", "--no-trunc", "--filter", "label="+labelProject, "--format", summaryFormat)
	if err != nil {
		return nil, err
	}
	return parseOverview(string(text))
}

func parseOverview(text string) ([]Summary, error) {
	var all []Summary
	for line := range strings.Lines(text) {
		var fields []string
		if err := json.Unmarshal([]byte(line), &fields); err != nil || len(fields) != 7 {
			return nil, fmt.Errorf("docker ps: unexpected line %.100q", line)
		}
		if strings.EqualFold(fields[3], "true") {
			continue
		}
		all = append(all, Summary{Project: fields[0], Service: fields[1], WorkingDir: fields[2], State: fields[4], Health: healthIn(fields[5]), Succeeded: strings.HasPrefix(fields[5], "Exited (0)"), Key: fields[6]})
	}
	return all, nil
}

// healthIn reads the health in words such as "Up 3 minutes (healthy)".
func healthIn(status string) string {
	switch {
	case strings.HasSuffix(status, "(healthy)"):
		return "healthy"
	case strings.HasSuffix(status, "(unhealthy)"):
		return "unhealthy"
	case strings.HasSuffix(status, "(health: starting)"):
		return "starting"
	default:
		return ""
	}
}
