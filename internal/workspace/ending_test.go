package workspace_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

const services = `
services:
  seed: {image: app}
  retried: {image: app, restart: on-failure}
  restarted: {image: app, restart: always}
  published: {image: app, ports: [{target: 5000, published: "5000", protocol: tcp}]}
  checked: {image: app, healthcheck: {test: [CMD, check]}}
  cache: {image: redis}
  excused: {image: app, restart: always, x-sandbox: {ready: none}}
  migrate: {image: app, restart: unless-stopped}
  web: {image: app, depends_on: {migrate: {condition: service_completed_successfully, required: true}}}
`

func TestAServiceOfWhichNothingSaysThatItRunsOnMayBeAJob(t *testing.T) {
	project, err := composefile.Parse([]byte(services))
	if err != nil {
		t.Fatal(err)
	}
	d, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	without, undeclared := stacktest.Workspace(), stacktest.Workspace()
	without.Config.Project, undeclared.Config.Project = project, project
	without.Derived, without.Stack = &derived.Stack{Derived: d}, d.Stack
	for name, want := range map[string]jobs.Ending{
		"seed": jobs.Perhaps, "retried": jobs.Perhaps, "restarted": jobs.Outage, "published": jobs.Outage,
		"checked": jobs.Outage, "cache": jobs.Outage, "migrate": jobs.Success,
	} {
		for kind, w := range map[string]workspace.Workspace{"derived": without, "undeclared": undeclared} {
			if got := w.Ending(name); got != want {
				t.Errorf("%s, %s: got %d, want %d", name, kind, got, want)
			}
		}
	}
	if without.Ending("excused") != jobs.Success {
		t.Error("an excused service must run")
	}
	if undeclared.Config.Services["api"] = (composefile.Service{}); undeclared.Ending("api") != jobs.Outage {
		t.Error("a service that a declared check asks may end")
	}
}
