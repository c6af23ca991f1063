package sandbox

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// hostile are values that a shell would take apart.
var hostile = map[string]string{
	"A_QUOTE": `it's "quoted"`, "A_DOLLAR": "$HOME ${PATH} `id` $(id)", "A_LINE": "one\ntwo\n", "A_SPACE": "  a  b ", "AN_EMPTY_ONE": "",
	"A_BACKSLASH": `\n \' \\`, "A_GLOB": "* ? [a-z] ~", "A_SEPARATOR": "a;b|c&d<e>f#g!h", "A_LETTER": "größe",
}

// envWorkspace returns a workspace with variables in .env.sandbox.
func envWorkspace(t *testing.T, variables map[string]string, services ...string) workspace.Workspace {
	t.Helper()
	w := stacktest.Workspace(services...)
	w.Instance.Dir, w.Instance.Variables = t.TempDir(), map[string]string{"COMPOSE_FILE": "docker-compose.yml"}
	maps.Copy(w.Instance.Variables, variables)
	if err := w.Instance.FindComposeFile(); err != nil {
		t.Fatal(err)
	}
	w.Stack.Prefix = "T_"
	w.Project = workspace.ProjectOf(w.Stack, w.Instance)
	return w
}

// shellScript returns the lines that a shell evaluates.
func shellScript(t *testing.T, env report.Env) string {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "script"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	console.New(out, out).Env(env)
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestShellEvaluatesEnvToTheVeryValues(t *testing.T) {
	for name, value := range map[string]string{"T_OTHER": "of another instance", "DOCKER_HOST": "tcp://192.0.2.1:2375", "SANDBOX_URL_API": "old"} {
		t.Setenv(name, value)
	}
	t.Setenv(instance.HomeVariable, "/home/of/the/machine")
	variables := maps.Clone(hostile)
	variables["T_OTHER_PASSWORD"] = "it's $ecret"
	variables["no-name;touch evil"] = "x"
	w := envWorkspace(t, variables, "w1")
	for _, secrets := range []bool{false, true} {
		var env report.Env
		env.Variables, env.Unset = w.ShellVariables(secrets)
		script := shellScript(t, env)
		dir := t.TempDir()
		evaluate := exec.Command("sh", "-c", `eval "$SCRIPT"; unset SCRIPT; env -0`)
		evaluate.Dir, evaluate.Env = dir, append(os.Environ(), "SCRIPT="+script, "T_OTHER_PASSWORD=old")
		output, err := evaluate.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, output, script)
		}
		got := make(map[string]string)
		for entry := range strings.SplitSeq(string(output), "\x00") {
			name, value, _ := strings.Cut(entry, "=")
			got[name] = value
		}
		for name, value := range hostile {
			if there, set := got[name]; there != value || !set {
				t.Errorf("%s is %q, want %q", name, there, value)
			}
		}
		for _, name := range []string{"T_OTHER", "DOCKER_HOST", "SANDBOX_URL_API"} {
			if value, set := got[name]; set {
				t.Errorf("%s is still %q", name, value)
			}
		}
		if got[instance.HomeVariable] != "/home/of/the/machine" {
			t.Errorf("%s is %q", instance.HomeVariable, got[instance.HomeVariable])
		}
		if value, set := got["T_OTHER_PASSWORD"]; set != secrets || set && value != "it's $ecret" {
			t.Errorf("secrets %v: T_OTHER_PASSWORD is %q", secrets, value)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("the script made %s", left[0].Name())
		}
	}
}

func TestEnvWithholdsWhatHoldsASecret(t *testing.T) {
	variables := map[string]string{
		"T_PASSWORD": "correct horse", "T_API_KEY": "k", "T_COMMAND": "serve --with 'correct horse'", "T_DATABASE": "postgres://me:tiger@db/x",
		"T_NAME": "shop", "T_PLAIN_URL": "http://db:80/x",
	}
	secret := []string{"T_API_KEY", "T_COMMAND", "T_DATABASE", "T_PASSWORD"}
	set, unset := envWorkspace(t, variables).ShellVariables(false)
	for _, name := range secret {
		if _, shown := set[name]; shown || !slices.Contains(unset, name) {
			t.Errorf("%s: shown %v, unset %q", name, shown, unset)
		}
	}
	if set["T_NAME"] != "shop" || set["T_PLAIN_URL"] != "http://db:80/x" {
		t.Errorf("got %v", set)
	}
	set, unset = envWorkspace(t, variables).ShellVariables(true)
	for _, name := range secret {
		if set[name] != variables[name] || slices.Contains(unset, name) {
			t.Errorf("%s is %q, unset %q", name, set[name], unset)
		}
	}
}

func TestEnvHasTheURLsOfTheStackThatIsThere(t *testing.T) {
	set, unset := envWorkspace(t, nil, "api", "w1").ShellVariables(false)
	if set["SANDBOX_URL_API"] != "http://localhost:21001" || slices.Contains(unset, "SANDBOX_URL_API") {
		t.Errorf("set %v, unset %q", set, unset)
	}
	set, unset = envWorkspace(t, nil, "w1").ShellVariables(false)
	if _, shown := set["SANDBOX_URL_API"]; shown || !slices.Contains(unset, "SANDBOX_URL_API") {
		t.Errorf("set %v, unset %q", set, unset)
	}
	if got := workspace.URLVariable("training-worker.1"); got != "SANDBOX_URL_TRAINING_WORKER_1" || !shell.IsName(got) {
		t.Errorf("got %s", got)
	}
}

func TestEnvLeadsComposeToTheInstance(t *testing.T) {
	w := envWorkspace(t, map[string]string{"COMPOSE_PROFILES": "x"})
	set, _ := w.ShellVariables(false)
	want := map[string]string{
		"COMPOSE_FILE": filepath.Join(w.Instance.Dir, "docker-compose.yml"), "COMPOSE_ENV_FILES": filepath.Join(w.Instance.Dir, instance.File), "COMPOSE_PROFILES": "x",
	}
	for name, value := range want {
		if set[name] != value {
			t.Errorf("%s is %q, want %q", name, set[name], value)
		}
	}
}

func TestAssignedPortsHaveAProtocol(t *testing.T) {
	w := envWorkspace(t, nil, "api")
	w.Stack.Services[0].Ports[0].UDP = true
	want := []report.AssignedPort{{Variable: "T_API_PORT", Service: "api", Port: 21001, Protocol: "udp"}}
	if got := assignedPorts(w); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
