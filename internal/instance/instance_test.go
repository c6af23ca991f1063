package instance

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/ports"
)

var scheme = ports.Scheme{
	ports.Each("KTRDR_API_PORT", "backend", 8000),
	ports.Each("KTRDR_DB_PORT", "db", 5432),
}

const good = "INSTANCE_ID=feat-x\nSLOT_NUMBER=2\nKTRDR_DB_PASSWORD=s3cret\n"

func write(t *testing.T, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, File), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLoad(t *testing.T) {
	in, err := Load(write(t, good+"KTRDR_API_PORT=9000\n"), scheme)
	if err != nil {
		t.Fatal(err)
	}
	if in.ID != "feat-x" || in.Slot != 2 || in.Bind.String() != "127.0.0.1" || !filepath.IsAbs(in.Dir) {
		t.Errorf("got %+v", in)
	}
	// A port in the file wins; a missing port follows from the slot.
	if want := map[string]int{"KTRDR_API_PORT": 9000, "KTRDR_DB_PORT": 5434}; !maps.Equal(in.Ports, want) {
		t.Errorf("got %v, want %v", in.Ports, want)
	}
	for name, want := range map[string]string{
		"COMPOSE_PROJECT_NAME": "feat-x", "KTRDR_DB_PORT": "5434", "SANDBOX_BIND": "127.0.0.1", "KTRDR_DB_PASSWORD": "s3cret",
	} {
		if in.Variables[name] != want {
			t.Errorf("%s is %q, want %q", name, in.Variables[name], want)
		}
	}
}

func TestLoadBindsIPv6AsComposeWantsIt(t *testing.T) {
	for _, text := range []string{"::1", "[::1]"} {
		in, err := Load(write(t, good+"SANDBOX_BIND="+text+"\n"), scheme)
		if err != nil || in.Bind.String() != "::1" || in.Variables["SANDBOX_BIND"] != "[::1]" {
			t.Errorf("%s: got %s, %q, %v", text, in.Bind, in.Variables["SANDBOX_BIND"], err)
		}
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"empty", "", "INSTANCE_ID is missing"},
		{"malformed", good + "\nthis is not a variable\nA=b\n", "line 5 "},
		{"quote left open", good + "A=\"b\nC=d\n", "line 4 "},
		{"bad line after a value of several lines", "A=\"b\nc\"\n" + good + "oops\n", "line 6 "},
		{"port is not a number", good + "KTRDR_API_PORT=http\n", `KTRDR_API_PORT is "http": a port is a number from 1 to 65535`},
		{"port below 1", good + "KTRDR_API_PORT=0\n", `KTRDR_API_PORT is "0"`},
		{"port above 65535", good + "KTRDR_DB_PORT=65536\n", `KTRDR_DB_PORT is "65536"`},
		{"port twice", good + "KTRDR_API_PORT=5434\n", "KTRDR_API_PORT and KTRDR_DB_PORT are both 5434"},
		{"no slot", "INSTANCE_ID=a\n", `SLOT_NUMBER is ""`},
		{"slot is not a number", "INSTANCE_ID=a\nSLOT_NUMBER=one\n", `SLOT_NUMBER is "one"`},
		{"slot out of range", "INSTANCE_ID=a\nSLOT_NUMBER=41\n", "slots are 0 to 40"},
		{"id that Compose refuses", "INSTANCE_ID=Feat/X\nSLOT_NUMBER=1\n", `instance id "Feat/X"`},
		{"two names", good + "COMPOSE_PROJECT_NAME=other\n", "must be the same"},
		{"malformed key", good + "SANDBOX_KEY=mine\n", "SANDBOX_KEY is not a key"},
		{"bind is not an address", good + "SANDBOX_BIND=localhost\n", `SANDBOX_BIND is "localhost"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(write(t, test.content), scheme)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), File+": ") {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v contains the password", err)
			}
		})
	}
}

func TestLoadWithoutFile(t *testing.T) {
	if _, err := Load(t.TempDir(), scheme); !errors.Is(err, ErrNone) {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, File), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, scheme); err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "cannot read "+File) {
		t.Errorf("got %v", err)
	}
}

func TestValidID(t *testing.T) {
	for id, valid := range map[string]bool{
		"a": true, "repo--feat-x": true, "0_1": true, strings.Repeat("a", 128): true,
		"": false, "-a": false, "_a": false, "A": false, "a b": false, "a.b": false, "é": false, strings.Repeat("a", 129): false,
	} {
		if err := ValidID(id); (err == nil) != valid {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"repo--feat-x":           "repo--feat-x",
		"My Repo":                "my-repo",
		"ktrdr.v2":               "ktrdr-v2",
		"_private":               "private",
		"caf\u00e9":              "caf",
		"$HOME":                  "home",
		"--":                     "",
		"日本":                     "",
		strings.Repeat("x", 200): strings.Repeat("x", 128),
	} {
		if got := Slug(name); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestWriteIsReadBack(t *testing.T) {
	dir := t.TempDir()
	lines := []Variable{{"INSTANCE_ID", "007"}, {"SIGNED", "+5"}, {"SLOT_NUMBER", "3"}, {"ODD", `a "quoted" $value # of \ signs`}, {"EMPTY", ""}}
	if err := Write(dir, "made by a test", lines); err != nil {
		t.Fatal(err)
	}
	in, err := Load(dir, scheme)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range lines {
		if got, ok := in.Variables[v.Name]; !ok || got != v.Value {
			t.Errorf("%s is %q, want %q", v.Name, got, v.Value)
		}
	}
	info, err := os.Stat(filepath.Join(dir, File))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestWriteNeverOverwrites(t *testing.T) {
	dir := write(t, good)
	if err := Write(dir, "", nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	if content, _ := os.ReadFile(filepath.Join(dir, File)); string(content) != good {
		t.Errorf("the file now holds %q", content)
	}
}

// On a full disk, rewriting a file leaves it empty.
func TestStateDirKeepsACorrectGitignore(t *testing.T) {
	dir := t.TempDir()
	state, err := StateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(state, ".gitignore")
	long := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(path, long, long); err != nil {
		t.Fatal(err)
	}
	if _, err := StateDir(dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(long) {
		t.Errorf("it was written again: %v, %v", info, err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := StateDir(dir); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "*\n" {
		t.Errorf("it ignores %q, %v", text, err)
	}
}

func TestMachineVariables(t *testing.T) {
	home := t.TempDir()
	t.Setenv("KTRDR_SANDBOX_HOME", home)
	if variables, err := MachineVariables(""); err != nil || len(variables) != 0 {
		t.Errorf("without a file: %v, %v", variables, err)
	}
	content := "# stand-ins\nKTRDR_DB_IMAGE=localhost/sandbox-postgres:15\nCOMPOSE_PROFILES=\n"
	if err := os.WriteFile(filepath.Join(home, ImagesFile), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"KTRDR_DB_IMAGE": "localhost/sandbox-postgres:15", "COMPOSE_PROFILES": ""}
	if variables, err := MachineVariables(""); err != nil || !maps.Equal(variables, want) {
		t.Errorf("got %v, %v", variables, err)
	}
	if variables, err := MachineVariables("build.example.com"); err != nil || len(variables) != 0 {
		t.Errorf("another machine has %v, %v", variables, err)
	}
}

func TestFindComposeFile(t *testing.T) {
	for _, test := range []struct {
		name, named string
		there       []string
		want        string // "" if an error is expected
	}{
		{"none", "", nil, ""},
		{"only an override", "", []string{"docker-compose.override.yml"}, ""},
		{"one", "", []string{"docker-compose.yml"}, "docker-compose.yml"},
		{"with an override", "", []string{"docker-compose.yml", "docker-compose.override.yml"}, "docker-compose.yml:docker-compose.override.yml"},
		{"the newer name first", "", []string{"docker-compose.yml", "compose.yaml"}, "compose.yaml"},
		{"for sandboxes alone", "", []string{"docker-compose.sandbox.yml"}, "docker-compose.sandbox.yml"},
		{"for sandboxes, beside the usual one", "", []string{"docker-compose.sandbox.yml", "docker-compose.yml"}, "docker-compose.yml"},
		{"named in the file", "other.yml", []string{"docker-compose.yml"}, "other.yml"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := Instance{Dir: t.TempDir(), Variables: map[string]string{"COMPOSE_FILE": test.named}}
			for _, name := range test.there {
				if err := os.WriteFile(filepath.Join(in.Dir, name), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := in.FindComposeFile()
			if got := in.Variables["COMPOSE_FILE"]; got != test.want || errors.Is(err, ErrNoComposeFile) != (test.want == "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("export A='b'\r\n# c\nD=\"e\nf\"\n")
	f.Add("A=$B${C}\\\n=\n")
	f.Fuzz(func(t *testing.T, content string) {
		if _, err := Parse(content); err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("got %v", err)
		}
	})
}
