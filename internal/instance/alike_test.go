package instance_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// statements are statements by what becomes of them: whether Compose reads them as
// [instance.Parse] does.
var statements = map[bool][]string{
	true: {
		"A=b", "A=", "A=''", `A=""`, "A= b\tc # comment", "A=b # comment", "A=b#c", "A=#c", "A=it's", `A=say "b"`, `A=C:\dir`, "A: b", "export A=b", "A.B=c", "A = b",
		`A='$HOME ${A:-b} \n \t' # comment`, "A='b\nc'", "A=\"b\nc\"", `A="\$HOME \\ \" \n \rx"`, `A="\\\$x"`, "A='b'\tC=\"d\"", "A=b\r\n\r\n# c\r\nD=e\r\n",
		"\uFEFFA=b", "A=\"caf\xe9\"", "A='\xff'", "A=größe", "A=b # costs $5",
	},
	false: {
		"A=$B", "A=${A:-b}", "A=$", "A=$$", `A="$B"`, `A=\$B`, "A=$(id)", "A=$5", `A="\t"`, `A="\d"`, `A="\!"`, `A="\0101"`, `A="b\\"`, `A="b\""`, `A='b\'`, `A='it\'s'`,
		"A=b # c # d", "A=b\t#c", "A=b\u00a0", "A=b\u2003", "A=b\x85", "A=\"b\r\nc\"", "A='b\rc'", "A-B=c", "1A=b", "A=\xff", "A=b\rC=d", "A=\"b\\\nc\"", "export =", "export\t: b",
	},
}

func TestStatementsThatComposeMayReadOtherwiseAreTold(t *testing.T) {
	for read, all := range statements {
		for _, statement := range all {
			if err := instance.ReadAlike(statement); (err == nil) != read {
				t.Errorf("%q: %v", statement, err)
			}
		}
	}
}

func TestALineThatComposeMayReadOtherwiseIsNamedWithWhatToType(t *testing.T) {
	for content, want := range map[string]string{
		"# a\n\nINSTANCE_ID=a\nB=\"c\nd\"\nPASSWORD=s3cret$1\n": ".env.sandbox: line 6: Docker Compose may read PASSWORD differently; write PASSWORD='value', where every character stands for itself",
		`PASSWORD='it\\'s3cret'`:                                `.env.sandbox: line 1: Docker Compose may read PASSWORD differently; write PASSWORD="value", with \\ for \, \" for ", \$ for $ and \n for a new line`,
		"\uFEFF# a\r\nÀ1=b\r\n":                                 ".env.sandbox: line 2 is not of the form NAME=value",
		"A=b\n2C=s3cret\n":                                      ".env.sandbox: line 2: Docker Compose may not read this name; use letters, digits and _",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, instance.File), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := instance.Load(dir, nil); err == nil || err.Error() != want {
			t.Errorf("%q: got %v", content, err)
		}
	}
}

// What is written is read back, and Compose reads it alike.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{"007", "+5", "12", "", "a b", "!`", `it's "so"`, `\`, `"`, "$HOME", "a\nb", "\r", "#", "a\u00a0", "\xff", "\x00", " a "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		line, err := instance.Line("NAME", value)
		if err != nil {
			if !strings.ContainsAny(value, "\\\"\x00") {
				t.Errorf("%q: %v", value, err)
			}
			return
		}
		if variables, err := instance.Parse(line); err != nil || len(variables) != 1 || variables["NAME"] != value {
			t.Errorf("%q is written as %q and read as %q, %v", value, line, variables, err)
		}
		if err := instance.ReadAlike(line); err != nil {
			t.Errorf("%q is written as %q: %v", value, line, err)
		}
	})
}

// A file with a statement that is told is told, wherever the statement is.
func FuzzReadAlike(f *testing.F) {
	for _, statement := range slices.Concat(statements[true], statements[false]) {
		f.Add(statement, "A=$B")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if instance.ReadAlike(before) != nil {
			return
		}
		if _, err := instance.Parse(before); err != nil {
			t.Fatalf("%q is read alike, but not at all: %v", before, err)
		}
		if told := instance.ReadAlike(after) != nil; !strings.HasPrefix(after, "\uFEFF") && told != (instance.ReadAlike(before+"\n"+after) != nil) {
			t.Errorf("%q is told: %v, but not behind %q", after, told, before)
		}
	})
}
