package compose

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// running is a container that runs.
func running(id, image string, networks ...string) docker.Container {
	c := docker.Container{ID: id, Image: image}
	c.State.Running = true
	c.NetworkSettings.Networks = make(map[string]docker.Connection)
	for _, network := range networks {
		c.NetworkSettings.Networks["name of "+network] = docker.Connection{NetworkID: network}
	}
	return c
}

func TestTheFingerprintIsTheSameAsLongAsComposeHasNothingToDo(t *testing.T) {
	two := func() []docker.Container {
		return []docker.Container{running("1", "db", "n", "m"), running("2", "backend", "n")}
	}
	paused, restarting, exited := running("1", "db", "n", "m"), running("1", "db", "n", "m"), running("1", "db", "n", "m")
	mounting := running("1", "db", "n", "m")
	mounting.Mounts = []docker.Mount{{Type: "volume"}, {Type: "image"}}
	paused.State.Paused, restarting.State.Restarting, exited.State.Running = true, true, false
	for name, test := range map[string]struct {
		containers []docker.Container
		change     func(*testing.T, *Project)
		same       bool
	}{
		"nothing changes":           {containers: two(), same: true},
		"in another order":          {containers: []docker.Container{two()[1], two()[0]}, same: true},
		"an unrelated variable":     {containers: two(), change: func(t *testing.T, _ *Project) { t.Setenv("UNRELATED", "x") }, same: true},
		"another container":         {containers: []docker.Container{two()[0], running("3", "backend", "n")}},
		"one is gone":               {containers: two()[:1]},
		"one more":                  {containers: append(two(), running("3", "jaeger", "n"))},
		"another image":             {containers: []docker.Container{two()[0], running("2", "backend again", "n")}},
		"a network is disconnected": {containers: []docker.Container{running("1", "db", "n"), two()[1]}},
		"another network":           {containers: []docker.Container{running("1", "db", "n", "other"), two()[1]}},
		"one is paused":             {containers: []docker.Container{paused, two()[1]}},
		"one is restarting":         {containers: []docker.Container{restarting, two()[1]}},
		"one has exited":            {containers: []docker.Container{exited, two()[1]}},
		"an image is mounted":       {containers: []docker.Container{mounting, two()[1]}},
		"the file": {containers: two(), change: func(t *testing.T, _ *Project) {
			write(t, "compose.yml", sources+"  c: {image: d}\n")
		}},
		"a variable of the instance":  {containers: two(), change: func(_ *testing.T, p *Project) { p.Env["PASSWORD"] = "other" }},
		"a file that draws on others": {containers: two(), change: func(t *testing.T, _ *Project) { write(t, "compose.yml", "include: [a.yml]\n") }},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := cacheable(t)
			before := p.Fingerprint(two())
			if before == "" {
				t.Fatal("not certain of two containers that run")
			}
			if test.change != nil {
				test.change(t, &p)
			}
			if now := p.Fingerprint(test.containers); (now == before) != test.same {
				t.Errorf("before:\n%s\nnow:\n%s", before, now)
			}
		})
	}
}

func TestThereIsNoFingerprintWithoutContainers(t *testing.T) {
	p, _ := cacheable(t)
	if fingerprint := p.Fingerprint(nil); fingerprint != "" {
		t.Errorf("got %q", fingerprint)
	}
}
