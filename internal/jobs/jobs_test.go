package jobs_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/jobs"
)

// A job that fills a database runs on the database's own image.
func TestAClientOfAServersImageMayEnd(t *testing.T) {
	for name, test := range map[string]struct {
		service composefile.Service
		want    bool
	}{
		"the server":              {composefile.Service{}, false},
		"the server by name":      {composefile.Service{Command: []string{"postgres", "-c", "fsync=off"}}, false},
		"psql":                    {composefile.Service{Command: []string{"psql", "-h", "db", "-f", "/seed.sql"}}, true},
		"psql as the entrypoint":  {composefile.Service{Entrypoint: []string{"/usr/bin/psql"}, Command: []string{"-f", "/seed.sql"}}, true},
		"psql in a shell":         {composefile.Service{Command: []string{"sh", "-c", "psql -h db < /seed.sql"}}, true},
		"psql that restarts":      {composefile.Service{Command: []string{"psql"}, Restart: "always"}, false},
		"the server in a shell":   {composefile.Service{Command: []string{"sh", "-c", "prepare && exec postgres"}}, false},
		"psql with a healthcheck": {composefile.Service{Command: []string{"psql"}, Healthcheck: &composefile.Healthcheck{Test: []string{"CMD", "true"}}}, false},
	} {
		test.service.Image = "postgres:16"
		project := composefile.Project{Services: map[string]composefile.Service{"seed": test.service}}
		if got := jobs.MayEnd(project, "seed"); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}
