package launch

import (
	"context"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// hookFailed finds the service in Compose's error about a post_start.
var hookFailed = regexp.MustCompile(`(?m)^(\S+) hook exited with status \d+`)

// StopUnprepared stops the containers of a service whose post_start failed, if that is why
// the start failed. Compose runs a post_start only in a container that it starts: the next
// start would pass without it as long as the container runs.
func StopUnprepared(ctx context.Context, w workspace.Workspace, start error, emit func(report.Event)) error {
	if start == nil {
		return nil
	}
	failed := hookFailed.FindStringSubmatch(docker.Output(start))
	if failed == nil {
		return nil
	}
	containers, err := w.Project.Containers(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, c := range containers {
		if c.Service() == failed[1] && c.State.Status == "running" {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	emit(report.Step("stopping %s, so that the next start runs its post_start again", failed[1]))
	return w.Project.Stop(ctx, ids)
}
