//go:build unix

package docker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever it fails for, docker inspect prints a list: an empty one is no proof
// that there is no container.
func TestContainersTellsRemovedOnesFromAnEngineThatIsGone(t *testing.T) {
	const first = `[{"Id": "1", "Config": {"Labels": {"com.docker.compose.service": "db"}}}]`
	for name, test := range map[string]struct {
		stdout, stderr string
		want           int
		err            string // part of it; none if empty
	}{
		"one was removed":                  {first, "Error response from daemon: No such container: 2\n", 1, ""},
		"one was removed, client of 20.10": {first, "Error: No such container: 2\n", 1, ""},
		"all were removed":                 {"[]", "Error: No such container: 1\nError: No such container: 2\n", 0, ""},
		"the engine is gone": {"[]", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n", 0,
			"Cannot connect to the Docker daemon"},
		"the engine went away in between": {first, "Error: No such container: 2\nunexpected EOF\n", 0, "unexpected EOF"},
		"nothing is said":                 {"[]", "", 0, "exit status 1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			script := "#!/bin/sh\nif [ \"$1\" = ps ]; then echo 1 2; exit; fi\necho '" + test.stdout + "'\nprintf %s '" + test.stderr + "' >&2\nexit 1\n"
			if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			got, err := Project{Name: "a"}.Containers(t.Context())
			if len(got) != test.want || (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %d containers, %v", len(got), err)
			}
		})
	}
}

// A guess may spare a question, and never changes the answer.
func TestContainersThatAreLikelyAreAskedForAtOnce(t *testing.T) {
	one, two := strings.Repeat("1", 64), strings.Repeat("2", 64)
	for name, test := range map[string]struct {
		likely []string
		there  string // of the likely ones, to docker inspect
		once   bool   // it is run
	}{
		"nothing is likely":    {nil, one + two, true},
		"just those":           {[]string{one, two}, one + two, true},
		"one is missing":       {[]string{one}, one + two, false},
		"one is gone by now":   {[]string{one, two}, one, false},
		"others were replaced": {[]string{two, strings.Repeat("3", 64)}, one + two, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			log := filepath.Join(dir, "log")
			script := `#!/bin/sh
if [ "$1" = ps ]; then echo ` + two + " " + one + `; exit; fi
echo asked >>'` + log + `'
shift 3
list= failed=0
for id; do
	case ` + test.there + ` in
	*$id*) list="$list,{\"Id\": \"$id\"}" ;;
	*) echo "Error: No such container: $id" >&2; failed=1 ;;
	esac
done
echo "[${list#,}]"
exit $failed
`
			if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			p := Project{Name: "a"}
			p.Likely = test.likely
			got, err := p.Containers(t.Context())
			if want := len(test.there) / len(one); err != nil || len(got) != want {
				t.Errorf("got %d containers, %v, want %d", len(got), err, want)
			}
			text, err := os.ReadFile(log)
			if asked := strings.Count(string(text), "asked"); err != nil || test.once && asked != 1 {
				t.Errorf("docker inspect ran %d times, %v", asked, err)
			}
		})
	}
}
