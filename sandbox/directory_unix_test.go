//go:build unix

package sandbox

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// elsewhere returns a sandbox for an instance whose directory is not the current one.
// Its docker fails outside that directory, where Compose finds other files.
func elsewhere(t *testing.T) Sandbox {
	t.Helper()
	m := newMachine(t)
	m.claim("there", 1, instance.KeyVariable+"="+testKey)
	m.write(filepath.Join(m.dir("there"), "docker-compose.yml"), "services: {api: {image: x}}\n")
	m.docker(`[ "$(pwd)" = "` + m.dir("there") + `" ] || { echo "started in $(pwd)" >&2; exit 1; }
case "$*" in
*"config --format"*) echo '{"services":{"api":{"image":"x","attach":false,"ports":[{"target":80,"published":"` + strconv.Itoa(small().Scheme()[0].At(1)) + `"}]}}}' ;;
ps*) echo 1 ;;
inspect*) echo '[{"Id":"1","State":{"Status":"running","Running":true},"Config":{"Labels":{"com.docker.compose.service":"api","com.docker.compose.project":"there","sandbox.key":"` + testKey + `","com.docker.compose.project.working_dir":"` + m.dir("there") + `"}}}]' ;;
*logs*) echo "a line" ;;
version*) echo amd64 ;;
*down*) touch was-down ;;
esac`)
	m.write(filepath.Join(m.root, "here", "docker-compose.yml"), "services: {other: {image: y}}\n")
	t.Chdir(m.dir("here"))
	return Sandbox{Stack: small(), Dir: filepath.Join("..", "there")}
}

func TestStatusOfAnotherDirectory(t *testing.T) {
	status, err := elsewhere(t).Status(t.Context())
	if err != nil || status.Instance != "there" || status.State != report.Running || status.Up != 1 || status.Total != 1 {
		t.Errorf("got %+v, %v", status, err)
	}
}

func TestOverviewOfAnotherDirectory(t *testing.T) {
	overview, err := elsewhere(t).Overview(t.Context())
	if err != nil || overview.Instance != "there" || overview.State != report.Running {
		t.Errorf("got %+v, %v", overview, err)
	}
}

func TestEnvOfAnotherDirectory(t *testing.T) {
	s := elsewhere(t)
	dir, err := instance.Real(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	env, err := s.Env(t.Context(), EnvOptions{})
	want := filepath.Join(dir, "docker-compose.yml") + ":" + filepath.Join(dir, ".sandbox", "compose.yaml")
	if err != nil || env.Variables["COMPOSE_FILE"] != want {
		t.Errorf("COMPOSE_FILE is %q, want %q; %v", env.Variables["COMPOSE_FILE"], want, err)
	}
}

func TestLogsOfAnotherDirectory(t *testing.T) {
	var lines, complaints bytes.Buffer
	err := elsewhere(t).Logs(t.Context(), LogsOptions{Services: []string{"api"}, Out: &lines, Errors: &complaints})
	if err != nil || lines.String() != "a line\n" || complaints.Len() > 0 {
		t.Errorf("got %q, %q, %v", &lines, &complaints, err)
	}
}

func TestLogsOfAllServicesNameThoseThatComposeLeavesOut(t *testing.T) {
	s := elsewhere(t)
	var steps []string
	s.Progress = func(e report.Event) { steps = append(steps, e.Text) }
	if err := s.Logs(t.Context(), LogsOptions{Services: []string{"api"}}); err != nil || len(steps) > 0 {
		t.Errorf("named: got %q, %v", steps, err)
	}
	want := "left out, as the Compose file says attach: false: api; `mage sandbox:logs -service=api` shows them"
	if err := s.Logs(t.Context(), LogsOptions{}); err != nil || !slices.Contains(steps, want) {
		t.Errorf("got %q, %v", steps, err)
	}
}

func TestDownOfAnotherDirectory(t *testing.T) {
	s := elsewhere(t)
	down, err := s.Down(t.Context(), DownOptions{})
	if err != nil || down.Instance != "there" {
		t.Errorf("got %+v, %v", down, err)
	}
	if _, err := os.Stat(filepath.Join(s.Dir, "was-down")); err != nil {
		t.Error(err)
	}
}

func TestDoctorOfAnotherDirectory(t *testing.T) {
	doctor, _ := elsewhere(t).Doctor(t.Context())
	for _, f := range doctor.Findings {
		if f.Subject == "Instance" && f.Message != "there (slot 1)" || f.Subject == "Compose file" && f.Status != report.FindingOK {
			t.Errorf("got %+v", f)
		}
	}
}

// A program that embeds the use cases gets errors for its mistakes.
func TestMistakesAreErrors(t *testing.T) {
	twice := stack.Stack{Services: []stack.Service{{Name: "api"}, {Name: "api"}}}
	for name, test := range map[string]struct {
		sandbox func(t *testing.T) Sandbox
		want    string
	}{
		"no such directory": {func(t *testing.T) Sandbox { return Sandbox{Dir: filepath.Join(t.TempDir(), "missing")} }, "missing"},
		"a file":            {func(t *testing.T) Sandbox { return Sandbox{Dir: created(t, t.TempDir(), "file").Name()} }, "file"},
		"no instance":       {func(t *testing.T) Sandbox { return Sandbox{Dir: t.TempDir()} }, "mage sandbox:init"},
		"an invalid stack":  {func(t *testing.T) Sandbox { return Sandbox{Dir: t.TempDir(), Stack: twice} }, "declared wrongly"},
	} {
		t.Run(name, func(t *testing.T) {
			newMachine(t)
			s := test.sandbox(t)
			for use, err := range lookAt(t.Context(), s) {
				if ExitCode(err) != ExitNotTried || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: %v", use, err)
				}
			}
		})
	}
}

// lookAt returns the error of each use case that shows an instance.
func lookAt(ctx context.Context, s Sandbox) map[string]error {
	second := func(_ any, err error) error { return err }
	return map[string]error{
		"status":  second(s.Status(ctx)),
		"env":     second(s.Env(ctx, EnvOptions{})),
		"timings": second(s.Timings(ctx)),
		"logs":    s.Logs(ctx, LogsOptions{}),
		"compose": s.Compose(ctx, ComposeOptions{Args: []string{"ps"}}),
	}
}

// created returns a new file in a folder.
func created(t *testing.T, folder, name string) *os.File {
	t.Helper()
	file, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
