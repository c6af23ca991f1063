//go:build e2e

package e2e

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// oddTexts are pieces of which env files are made that two parsers may read
// differently.
var oddTexts = []string{
	"A", "B", "b", "1", "é", ".", "-", "=", ":", "export ", " ", "\t", "\n", "\r", "\r\n", "'", `"`, "#", " #", `\`, `\n`, `\t`, `\$`, `\\`, `\"`, `\'`, `\0101`,
	"\"\xff\"", "$", "$A", "${A}", "${A:-b}", "$(", "!", "`", "\uFEFF", "\u00a0", "\u2003", "\x85", "\xff", "\nA=", "\nB='", "\nC=\"", "'\n", "\"\n",
}

// oddFile returns a random env file.
func oddFile(random *rand.Rand) string {
	text := "A="
	for range random.IntN(12) {
		text += oddTexts[random.IntN(len(oddTexts))]
	}
	return text
}

// The parser of Compose reads every file as we do, unless we tell a line of it.
func TestComposesParserReadsWhatWeTake(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(13, 11))
	var texts []string
	var want []map[string]string
	told, differ := 0, make(map[int]bool)
	for len(texts) < 20000 {
		text := oddFile(random)
		variables, err := machine.Parse(text)
		if err != nil {
			continue
		}
		if machine.ReadAlike(text) != nil {
			differ[len(texts)] = true
			told++
		}
		texts, want = append(texts, text), append(want, variables)
	}
	needless := 0
	for i, got := range readByCompose(t, texts) {
		same := len(got) > 0 && maps.Equal(got, want[i])
		if !same && !differ[i] {
			t.Errorf("%q: Compose reads %q, and we read %q", texts[i], got, want[i])
		}
		if same && differ[i] {
			needless++
		}
	}
	t.Logf("%d of %d files are told, %d of them needlessly", told, len(texts), needless)
}

// readByCompose returns the variables that the parser of Compose reads in each text, none
// where it refuses one.
func readByCompose(t *testing.T, texts []string) (all []map[string]string) {
	t.Helper()
	var input bytes.Buffer
	if err := gob.NewEncoder(&input).Encode(texts); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), buildServer(t, "./readenv"))
	cmd.Stdin = &input
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(bytes.NewReader(output)).Decode(&all); err != nil || len(all) != len(texts) {
		t.Fatalf("%d texts of %d were read: %v", len(all), len(texts), err)
	}
	return all
}

// oddValues returns values that a person or a generator of passwords may choose.
func oddValues() []string {
	values := []string{
		"", "007", "+5", "1e3", "true", "~", "null", " a ", "a # b", "#a", "größe", "日本", "C:\\new\\table", `\`, `\\`, `"`, `'`, `it's`, `say "it"`, `it's "so"`, "a\nb\n", "a\r\nb", "\t",
		"$", "$$", "$HOME", "${A:-b}", "${A?}", "$(id)", "`id`", "a$", "$1", `\$HOME`, `\t`, `\u0041`, "!", "%s", "{{.}}", "*", "a=b", "a: b", "export A=b", "-", "@", "&x", "|", ">", "\u00a0",
		"postgres://u:p%40w@db/x?a=b#c", `sh -c "exec serve --port $PORT"`,
	}
	random := rand.New(rand.NewPCG(1, 2))
	for len(values) < 150 {
		password := make([]byte, 12)
		for i := range password {
			password[i] = byte(' ' + random.IntN('~'-' '+1))
		}
		values = append(values, string(password))
	}
	return values
}

// One call of the real Compose reads back what we write.
func TestComposeReadsBackWhatWeWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := make(map[string]string)
	var lines, environment []string
	for i, value := range oddValues() {
		name := fmt.Sprintf("V%d", i)
		line, err := machine.Line(name, value)
		if err != nil { // a value that ends with a quote or a backslash, and has all quotes in it
			if !strings.Contains(value, "'") {
				t.Errorf("%q cannot be written: %v", value, err)
			}
			continue
		}
		want[name] = value
		lines, environment = append(lines, line), append(environment, fmt.Sprintf("      %s: ${%[1]s}", name))
	}
	compose := "services:\n  a:\n    image: a\n    environment:\n" + strings.Join(environment, "\n") + "\n"
	text := "\uFEFF# written by us\r\n" + strings.Join(lines, "\n") + "\n"
	for name, content := range map[string]string{"compose.yaml": compose, "file.env": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if variables, err := machine.Parse(text); err != nil || !maps.Equal(variables, want) || machine.ReadAlike(text) != nil {
		t.Errorf("we read %q, %v, %v", variables, err, machine.ReadAlike(text))
	}
	cmd := exec.CommandContext(t.Context(), "docker", "compose", "--env-file", "file.env", "config", "--format", "json")
	cmd.Dir, cmd.Env = dir, suite.env
	output, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Services struct {
			A struct{ Environment map[string]string }
		}
	}
	if err := json.Unmarshal([]byte(output), &config); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got := strings.ReplaceAll(config.Services.A.Environment[name], "$$", "$"); got != want[name] {
			t.Errorf("Compose reads %q, and we wrote %q", got, want[name])
		}
	}
}
