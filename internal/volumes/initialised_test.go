package volumes_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/volumes"
)

const recordOfNew = `{"new":["shop_data"]}`

func database(id, volume, folder string) docker.Container {
	c := stacktest.Container("db", "running", time.Unix(1, 0))
	c.ID, c.Mounts = id, []docker.Mount{{Type: "volume", Name: volume, Destination: folder}}
	return c
}

func TestHalfMadeVolumeIsToldUntilItIsMadeAnew(t *testing.T) {
	const folder = "/var/lib/postgresql/data"
	anonymous := strings.Repeat("ab", 32)
	for _, test := range []struct {
		name    string
		record  string
		volume  string
		folder  string
		existed bool // the container
		runs    []volumes.FirstRun
		want    []bool // whether it is told, after each run
	}{
		{"the database answers", recordOfNew, "shop_data", folder, false, []volumes.FirstRun{volumes.Unfinished, volumes.Answered, volumes.Exited}, []bool{false, false, false}},
		{"it exits before, and answers later", recordOfNew, "shop_data", folder, false, []volumes.FirstRun{volumes.Exited, volumes.Answered, volumes.Answered}, []bool{true, true, true}},
		{"it exits in a later attempt", recordOfNew, "shop_data", folder, true, []volumes.FirstRun{volumes.Unfinished, volumes.Exited}, []bool{false, true}},
		{"the volume is older", "", "shop_data", folder, false, []volumes.FirstRun{volumes.Exited}, []bool{false}},
		{"an anonymous volume of a new container", "", anonymous, folder, false, []volumes.FirstRun{volumes.Exited, volumes.Answered}, []bool{true, true}},
		{"an anonymous volume of an older container", "", anonymous, folder, true, []volumes.FirstRun{volumes.Exited}, []bool{false}},
		{"not a database's folder", recordOfNew, "shop_data", "/cache", false, []volumes.FirstRun{volumes.Exited}, []bool{false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, ".sandbox", "volumes.json")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(test.record), 0o600); err != nil {
				t.Fatal(err)
			}
			c := database("1", test.volume, test.folder)
			var existed []docker.Container
			if test.existed {
				existed = []docker.Container{c}
			}
			var told []bool
			for _, run := range test.runs {
				sentences, err := volumes.HalfMade(dir, existed, []docker.Container{c}, func(docker.Container) volumes.FirstRun { return run })
				if err != nil {
					t.Fatal(err)
				}
				told = append(told, len(sentences) == 1 && strings.Contains(sentences[0], "db exited during its first initialisation; the volume may be half-made"))
			}
			if !slices.Equal(told, test.want) {
				t.Errorf("told %v, want %v", told, test.want)
			}
		})
	}
}

func TestDefinitionOfAVolumeIsWhatTheComposeFileSays(t *testing.T) {
	options := map[string]string{"type": "tmpfs"}
	made := docker.Volume{Driver: "local", Options: options, Labels: map[string]string{
		"team": "a", docker.KeyLabel: "k", "com.docker.compose.volume": "data", "com.docker.compose.config-hash": "h",
	}}
	for name, test := range map[string]struct {
		driver          string
		options, labels map[string]string
		same            bool
	}{
		"the same":      {"", options, map[string]string{"team": "a"}, true},
		"another label": {"", options, map[string]string{"team": "b"}, false},
		"no label":      {"", options, nil, false},
		"no option":     {"", nil, map[string]string{"team": "a"}, false},
		"other driver":  {"nfs", options, map[string]string{"team": "a"}, false},
	} {
		if same := docker.Definition(test.driver, test.options, test.labels) == made.Definition(); same != test.same {
			t.Errorf("%s: got %v", name, same)
		}
	}
}
