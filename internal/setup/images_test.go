package setup

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	dbLine      = "KTRDR_DB_IMAGE=localhost/db:15\n"
	tracesLine  = "KTRDR_JAEGER_IMAGE=localhost/traces:1\n"
	profileLine = "COMPOSE_PROFILES=\n"
)

// world is an engine with the registries that it reaches.
type world struct {
	local     []string               // references of images that the engine has
	failures  map[string]pullFailure // by reference; all others can be pulled
	pulled    []string
	stale     []string // references of stand-ins built from other files
	builtHere []string
}

func (w *world) supply(m machine, home string, out *bytes.Buffer) supply {
	w.local, w.stale = slices.Clone(w.local), slices.Clone(w.stale)
	build := func(reference string) func(context.Context, Steps) error {
		return func(context.Context, Steps) error {
			w.builtHere = append(w.builtHere, reference)
			w.local = append(w.local, reference)
			w.stale = slices.DeleteFunc(w.stale, func(other string) bool { return other == reference })
			return nil
		}
	}
	return supply{
		Options: Options{
			Out:  out,
			Home: home,
			Images: []Image{
				{"KTRDR_DB_IMAGE", "timescale/db:16"},
				{"KTRDR_JAEGER_IMAGE", "quay.io/traces:1"},
				{"KTRDR_GRAFANA_IMAGE", "grafana:1"},
			},
			StandIns: []StandIn{
				{Variable: "KTRDR_DB_IMAGE", Reference: "localhost/db:15", Fingerprint: "now", Build: build("localhost/db:15")},
				{Variable: "KTRDR_JAEGER_IMAGE", Reference: "localhost/traces:1", Build: build("localhost/traces:1")},
				{Variable: "KTRDR_GRAFANA_IMAGE", LeaveOut: "COMPOSE_PROFILES="},
			},
		},
		steps:   Steps{Out: out},
		machine: m,
		has: func(_ context.Context, reference string) (bool, error) {
			return slices.Contains(w.local, reference), nil
		},
		stale: func(_ context.Context, standIn StandIn) (bool, error) {
			return slices.Contains(w.stale, standIn.Reference), nil
		},
		pull: func(_ context.Context, image Image) error {
			w.pulled = append(w.pulled, image.Reference)
			if reason, fails := w.failures[image.Reference]; fails {
				return &pullError{image, "as the client says", reason}
			}
			w.local = append(w.local, image.Reference)
			return nil
		},
	}
}

var (
	defaults = []string{"timescale/db:16", "quay.io/traces:1", "grafana:1"}
	standIns = []string{"localhost/db:15", "localhost/traces:1"}
	offline  = map[string]pullFailure{
		"timescale/db:16": noAnswer, "quay.io/traces:1": noAnswer, "grafana:1": noAnswer, "my/db:1": noAnswer,
	}
)

var imageTests = []struct {
	name     string
	machine  machine
	world    world
	file     string // images.env before
	pulled   []string
	built    []string
	wantFile string // images.env after, without its comment
	says     string // part of the error; "" for none
}{
	{name: "all present", machine: macOS, world: world{local: defaults}},
	{name: "registries answer", machine: debianRoot, pulled: defaults},
	{name: "one is missing", machine: macOS, world: world{local: defaults[:2]}, pulled: defaults[2:]},
	{
		name: "no registry answers: each is asked once", machine: debianRoot, world: world{failures: offline},
		pulled: defaults[:2], built: standIns, wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "no registry answers, a stand-in exists", machine: debianRoot,
		world:  world{failures: offline, local: []string{"localhost/db:15"}},
		pulled: defaults[:2], built: standIns[1:], wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "a user may choose what root built", machine: debianUser,
		world:  world{failures: offline, local: standIns},
		pulled: defaults[:2], wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "no registry answers an ordinary user", machine: debianUser, world: world{failures: offline},
		pulled: defaults[:2], says: "built on Debian as root only",
	},
	{
		name: "stand-ins were chosen: no registry is asked", machine: debianRoot,
		world: world{failures: offline, local: standIns}, file: dbLine + tracesLine + profileLine,
		wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "a missing chosen stand-in is rebuilt although registries answer", machine: debianRoot,
		world: world{local: standIns[:1]}, file: dbLine + tracesLine + profileLine,
		built: standIns[1:], wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "a chosen stand-in is outdated", machine: debianRoot,
		world: world{local: standIns, stale: standIns[:1]}, file: dbLine + tracesLine + profileLine,
		built: standIns[:1], wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "a user keeps an outdated stand-in", machine: debianUser,
		world: world{local: standIns, stale: standIns[:1]}, file: dbLine + tracesLine + profileLine,
		wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "another image was chosen", machine: macOS,
		world: world{local: defaults[1:]}, file: "KTRDR_DB_IMAGE=my/db:1\n",
		pulled: []string{"my/db:1"}, wantFile: "KTRDR_DB_IMAGE=my/db:1\n",
	},
	{
		name: "earlier choices are kept", machine: debianRoot,
		world: world{failures: offline, local: standIns}, file: "KTRDR_DB_IMAGE=localhost/db:15",
		pulled: []string{"quay.io/traces:1", "grafana:1"}, wantFile: dbLine + tracesLine + profileLine,
	},
	{
		name: "a registry refuses", machine: debianRoot, world: world{failures: map[string]pullFailure{"timescale/db:16": rateLimited}},
		pulled: defaults[:1], says: "docker login to its registry, wait, or name another image as KTRDR_DB_IMAGE in",
	},
	{
		name: "one registry is silent, another answers", machine: debianRoot,
		world:  world{failures: map[string]pullFailure{"quay.io/traces:1": noAnswer}},
		pulled: defaults, says: "another registry answers",
	},
}

func TestImages(t *testing.T) {
	for _, tt := range imageTests {
		t.Run(tt.name, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			if tt.file != "" {
				if err := os.Mkdir(home, 0o700); err != nil {
					t.Fatal(err)
				}
				write(t, choicesPath(home), tt.file)
			}
			var out bytes.Buffer
			err := tt.world.supply(tt.machine, home, &out).ensureImages(t.Context())
			switch {
			case tt.says == "" && err != nil:
				t.Errorf("error = %v, want none", err)
			case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("error = %v, want one that says %q", err, tt.says)
			}
			if !slices.Equal(tt.world.pulled, tt.pulled) {
				t.Errorf("pulled %q, want %q", tt.world.pulled, tt.pulled)
			}
			if !slices.Equal(tt.world.builtHere, tt.built) {
				t.Errorf("built %q, want %q", tt.world.builtHere, tt.built)
			}
			if got := withoutComments(t, choicesPath(home)); got != tt.wantFile {
				t.Errorf("images.env = %q, want %q", got, tt.wantFile)
			}
			if entries, _ := os.ReadDir(home); len(entries) > 1 {
				t.Errorf("the home holds %v, want images.env alone", entries)
			}
		})
	}
}

func TestSilenceWithoutStandInNamesTheImage(t *testing.T) {
	w := world{failures: offline}
	s := w.supply(debianRoot, t.TempDir(), new(bytes.Buffer))
	s.StandIns = s.StandIns[:1]
	err := s.ensureImages(t.Context())
	if err == nil || !strings.Contains(err.Error(), "quay.io/traces:1") || !strings.Contains(err.Error(), "it has no stand-in") {
		t.Errorf("error = %v", err)
	}
	if len(w.builtHere) > 0 {
		t.Errorf("built %q for nothing", w.builtHere)
	}
}

func TestTornChoicesAreReported(t *testing.T) {
	home := t.TempDir()
	write(t, choicesPath(home), "KTRDR_DB_IMAGE='localhost")
	if _, err := readChoices(home); err == nil || !strings.Contains(err.Error(), "mend or remove it") {
		t.Errorf("error = %v", err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func withoutComments(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(data)))
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#") }), "")
}
