package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// overviewFormat writes a JSON list a line: names may hold any character.
const overviewFormat = `[{{json (.Label "` + labelProject + `")}},{{json (.Label "` + labelService + `")}},{{json (.Label "` + labelNumber + `")}},` +
	`{{json (.Label "` + labelWorkingDir + `")}},{{json (.Label "` + labelOneOff + `")}},{{json (.Label "` + KeyLabel + `")}},` +
	`{{json .ID}},{{json .Names}},{{json .State}},{{json .Status}}]`

// Overview returns every container on the engine that Compose made, of all projects,
// without those of `docker compose run`. It is one call, which tells little: the labels,
// the state, the health, and whether a container exited with 0. The newest come first.
func (p Project) Overview(ctx context.Context) ([]Container, error) {
	text, err := p.Output(ctx, "ps", "-a", "--no-trunc", "--filter", "label="+labelProject, "--format", overviewFormat)
	if err != nil {
		return nil, err
	}
	return parseOverview(string(text))
}

func parseOverview(text string) ([]Container, error) {
	var all []Container
	for line := range strings.Lines(text) {
		var fields []string
		if err := json.Unmarshal([]byte(line), &fields); err != nil || len(fields) != 10 {
			return nil, fmt.Errorf("docker ps: unexpected line %.100q", line)
		}
		if !strings.EqualFold(fields[4], "true") {
			all = append(all, overviewOf(fields))
		}
	}
	return all, nil
}

// overviewOf returns the container in the fields of [overviewFormat].
func overviewOf(fields []string) Container {
	c := Container{ID: fields[6], Name: "/" + fields[7]}
	c.Config.Labels = map[string]string{
		labelProject: fields[0], labelService: fields[1], labelNumber: fields[2], labelWorkingDir: fields[3], KeyLabel: fields[5],
	}
	state, status := fields[8], fields[9]
	c.State.Status, c.State.Paused, c.State.Restarting = state, state == "paused", state == "restarting"
	c.State.Running = state == "running" || c.State.Paused || c.State.Restarting
	if health := healthIn(status); health != "" {
		c.State.Health = &Health{Status: health}
	}
	if state == "exited" && !strings.HasPrefix(status, "Exited (0)") {
		c.State.ExitCode = 1
		_, _ = fmt.Sscanf(status, "Exited (%d)", &c.State.ExitCode)
	}
	return c
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
