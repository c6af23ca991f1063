package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// overviewFormat writes a JSON list a line: names may hold any character.
const overviewFormat = `[{{json (.Label "` + labelProject + `")}},{{json (.Label "` + labelService + `")}},{{json (.Label "` + labelNumber + `")}},` +
	`{{json (.Label "` + labelWorkingDir + `")}},{{json (.Label "` + labelOneOff + `")}},{{json (.Label "` + KeyLabel + `")}},` +
	`{{json .ID}},{{json .Names}},{{json .State}},{{json .Status}},{{json .CreatedAt}}]`

// createdAt is how docker ps writes when a container was created.
const createdAt = "2006-01-02 15:04:05 -0700 MST"

// Overview returns every container on the engine that Compose made, of all projects,
// without those of `docker compose run`. It is one call, which tells little: the labels,
// the state, the health, and whether a container exited with 0. The newest come first.
func (p Project) Overview(ctx context.Context) ([]Container, error) {
	return p.overview(ctx, labelProject)
}

// Glance returns the project's containers as [Project.Containers] does, but it does not wait
// for those that the engine is just starting, and locks meanwhile: of a container that is
// created, it tells what an overview does.
func (p Project) Glance(ctx context.Context) ([]Container, error) {
	all, err := p.overview(ctx, labelProject+"="+p.Name)
	isCreated := func(c Container) bool { return c.State.Status == "created" }
	ids := idsOf(slices.DeleteFunc(slices.Clone(all), isCreated))
	if err != nil || len(ids) == 0 {
		return all, err
	}
	started, err := p.ContainersByID(ctx, ids)
	return append(slices.DeleteFunc(all, func(c Container) bool { return !isCreated(c) }), started...), err
}

// overview returns the containers that have a label.
func (p Project) overview(ctx context.Context, label string) ([]Container, error) {
	text, err := p.Output(ctx, "ps", "-a", "--no-trunc", "--filter", "label="+label, "--format", overviewFormat)
	if err != nil {
		return nil, err
	}
	return parseOverview(string(text))
}

func parseOverview(text string) ([]Container, error) {
	var all []Container
	for line := range strings.Lines(text) {
		var fields []string
		if err := json.Unmarshal([]byte(line), &fields); err != nil || len(fields) != 11 {
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
	c.Created, _ = time.Parse(createdAt, fields[10])
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
