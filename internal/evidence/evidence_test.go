package evidence

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var mask = NewMask(map[string]string{"KTRDR_DB_PASSWORD": "s3cret", "API_TOKEN": "t0ken", "KTRDR_DB_USER": "ktrdr", "EMPTY_SECRET": ""})

func TestNothingSecretIsKept(t *testing.T) {
	f, err := New(t.TempDir(), time.Now(), mask)
	if err != nil {
		t.Fatal(err)
	}
	document := `[{"Id": "1", "Config": {"Env": ["DB_PASSWORD=s3cret", "PLAIN=value", "ODD"], "Cmd": ["serve", "--token=t0ken"]}},
		{"services": {"db": {"environment": {"POSTGRES_USER": "ktrdr", "N": 1, "NULL": null}, "build": {"args": {"A": "value"}}, "image": "postgres"}}}]`
	for _, err := range []error{
		f.JSON("containers.json", []byte(document)),
		f.Text("report.txt", "password s3cret is wrong"),
		f.Stream("logs.txt", func(w io.Writer) error { _, err := io.WriteString(w, "DSN postgres://ktrdr:s3cret@db\n"); return err }),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"containers.json": `"PLAIN=***"`, "report.txt": "password *** is wrong", "logs.txt": "postgres://ktrdr:***@db",
	} {
		path := filepath.Join(f.Path, name)
		content, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(content, []byte(want)) {
			t.Errorf("%s: %v, %s lacks %s", name, err, content, want)
		}
		for _, secret := range []string{"s3cret", "t0ken", "value"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s tells %s:\n%s", name, secret, content)
			}
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if content, _ := os.ReadFile(filepath.Join(f.Path, "containers.json")); !bytes.Contains(content, []byte(`"postgres"`)) {
		t.Errorf("what is no secret is gone:\n%s", content)
	}
}

func TestTheNewestFiveAreKept(t *testing.T) {
	dir := t.TempDir()
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	foreign := filepath.Join(dir, "mine")
	if err := os.MkdirAll(foreign, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		f, err := New(dir, start.Add(time.Duration(i)*time.Second), mask)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(f.Path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "failure-*"))
	if err != nil || len(kept) != 5 || !strings.HasSuffix(kept[0], "failure-20260102T030408.000Z") {
		t.Errorf("kept %v, %v", kept, err)
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("what is no failure is gone: %v", err)
	}
}

func TestAFloodIsCut(t *testing.T) {
	f, err := New(t.TempDir(), time.Now(), mask)
	if err != nil {
		t.Fatal(err)
	}
	flood := bytes.Repeat([]byte("x"), 1<<20)
	err = f.Stream("logs.txt", func(w io.Writer) error {
		for range 20 {
			if n, err := w.Write(flood); n != len(flood) || err != nil {
				return err
			}
		}
		return nil
	})
	if info, statErr := os.Stat(filepath.Join(f.Path, "logs.txt")); err != nil || statErr != nil || info.Size() != maxFile {
		t.Errorf("%v, %v, %d bytes", err, statErr, info.Size())
	}
}

func FuzzMaskJSON(f *testing.F) {
	f.Add([]byte(`[{"Env": ["A=s3cret"], "b": {"environment": {"C": "s3cret"}}, "d": "s3cret"}]`))
	f.Add([]byte(`{"Env": null, "environment": 3, "args": [[1]]}`))
	f.Add([]byte(`[{"Env": "s3cret"}]`))
	f.Fuzz(func(t *testing.T, document []byte) {
		out, err := mask.JSON(document)
		if err == nil && bytes.Contains(out, []byte(`"s3cret"`)) && !bytes.Contains(out, []byte(`"s3cret":`)) {
			t.Errorf("%s", out)
		}
	})
}
