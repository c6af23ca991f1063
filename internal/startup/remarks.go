package startup

import (
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/volumes"
)

// remark adds to the report what is worth knowing whatever the verdict.
func (a *attempt) remark(containers []docker.Container) {
	half, err := volumes.HalfMade(a.w.Instance.Dir, a.Containers, containers, a.watch.FirstRun)
	if err != nil {
		a.step("which volumes are half-made is not remembered: %v", err)
	}
	a.report.Remarks = append(a.report.Remarks, half...)
	if a.report.Passed {
		a.report.Remarks = append(a.report.Remarks, a.restarts(containers)...)
	}
}

// restarts returns a sentence for each container that the engine restarted in this
// attempt.
func (a *attempt) restarts(containers []docker.Container) (sentences []string) {
	for _, r := range condition.All(a.w.Config, containers) {
		count := r.Container.RestartCount
		if i := slices.IndexFunc(a.Containers, func(old docker.Container) bool { return old.ID == r.Container.ID }); i >= 0 {
			count -= a.Containers[i].RestartCount
		}
		switch {
		case count == 1:
			sentences = append(sentences, fmt.Sprintf("%s restarted once before it was ready", r))
		case count > 1:
			sentences = append(sentences, fmt.Sprintf("%s restarted %d times before it was ready", r, count))
		}
	}
	return sentences
}
