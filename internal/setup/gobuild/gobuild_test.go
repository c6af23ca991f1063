package gobuild

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestModulesAreVerifiedDespiteExceptions(t *testing.T) {
	settings := append([]string{"env", "-json", "GOFLAGS", "GOPROXY"}, "GOSUMDB", "GONOSUMDB", "GOINSECURE", "GOPRIVATE", "GONOPROXY")
	clean := filepath.Join(t.TempDir(), "clean")
	t.Setenv("GOENV", clean)
	t.Setenv("GOPROXY", "")
	for _, name := range exceptions {
		t.Setenv(name, "")
	}
	want := ask(t, settings)
	if want["GOSUMDB"] == "" || want["GOSUMDB"] == "off" {
		t.Fatalf("GOSUMDB is %q by default", want["GOSUMDB"])
	}

	file := filepath.Join(t.TempDir(), "env")
	text := "GOSUMDB=off\nGONOSUMDB=*\nGOINSECURE=*\nGOPRIVATE=*\nGOFLAGS=-insecure\nGOPROXY=direct\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOENV", file)
	want["GOPROXY"] = "direct"
	check := func(t *testing.T) {
		for name, value := range ask(t, settings) {
			if value != want[name] {
				t.Errorf("%s is %q, want %q", name, value, want[name])
			}
		}
	}
	t.Run("in the file of go env -w", check)
	t.Run("in the environment", func(t *testing.T) {
		for _, name := range []string{"GONOSUMDB", "GOINSECURE", "GOPRIVATE", "GONOPROXY", "GONOSUMCHECK"} {
			t.Setenv(name, "*")
		}
		t.Setenv("GOSUMDB", "off")
		check(t)
	})
}

// ask returns the settings with which a build would run.
func ask(t *testing.T, settings []string) (values map[string]string) {
	t.Helper()
	text, err := Program{}.command(t.Context(), t.TempDir(), settings...).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	return values
}
