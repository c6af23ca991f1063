package startup

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/volumes"
)

// remark adds to the report what is worth knowing whatever the verdict.
func (a *attempt) remark(containers []docker.Container) {
	half, err := volumes.HalfMade(a.w.Instance.Dir, a.Containers, a.servers(containers), a.watch.FirstRun)
	if err != nil {
		a.step("which volumes are half-made is not remembered: %v", err)
	}
	a.report.Remarks = append(a.report.Remarks, half...)
	if a.report.Passed {
		a.report.Remarks = append(a.report.Remarks, a.restarts(containers)...)
	}
}

// servers returns the containers of services that are not jobs. A job may run a client on a
// database's image; it initialises no volume.
func (a *attempt) servers(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool { return a.w.Ending(c.Service()) != jobs.Outage })
}

// recently is how long a restart before this attempt is worth a remark. A service that
// crashes again and again is up most of the time.
const recently = time.Minute

// restarts returns a sentence for each container that the engine restarted in this
// attempt, or recently.
func (a *attempt) restarts(containers []docker.Container) (sentences []string) {
	for _, r := range condition.All(a.w.Config, containers) {
		all, since := r.Container.RestartCount, time.Since(r.Container.State.StartedAt)
		count := all
		if i := slices.IndexFunc(a.Containers, func(old docker.Container) bool { return old.ID == r.Container.ID }); i >= 0 {
			count -= a.Containers[i].RestartCount
		}
		switch {
		case count > 0:
			sentences = append(sentences, fmt.Sprintf("%s restarted %s before it was ready", r, times(count)))
		case all > 0 && since < recently:
			sentences = append(sentences, fmt.Sprintf("%s has restarted %s, the last time %s ago", r, times(all), since.Round(time.Second)))
		}
	}
	return sentences
}

// times returns how often, for people.
func times(count int) string {
	if count == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", count)
}
