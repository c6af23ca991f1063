package evidence

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/secret"
)

var mask = secret.NewMask(map[string]string{"KTRDR_DB_PASSWORD": "s3cret", "API_TOKEN": "t0ken", "KTRDR_DB_USER": "ktrdr", "EMPTY_SECRET": ""})

func TestSecretsAreMasked(t *testing.T) {
	f, err := New(t.TempDir(), time.Now(), mask)
	if err != nil {
		t.Fatal(err)
	}
	document := `[{"Id": "1", "Config": {"Env": ["DB_PASSWORD=s3cret", "PLAIN=value", "ODD"], "Cmd": ["serve", "--token=t0ken"]}},
		{"services": {"db": {"environment": {"POSTGRES_USER": "ktrdr", "N": 1, "NULL": null}, "build": {"args": {"A": "value"}}, "image": "postgres", "labels": {"api_token": "value"}}},
		"x-common": {"DB_HOST": "value", "PORTS": ["value"]}}]`
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
		"containers.json": `"PLAIN=***"`, "report.txt": "password *** is wrong", "logs.txt": "postgres://***@db",
	} {
		path := filepath.Join(f.Path, name)
		content, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(content, []byte(want)) {
			t.Errorf("%s: %v, %s lacks %s", name, err, content, want)
		}
		for _, secret := range []string{"s3cret", "t0ken", "value"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s contains %s:\n%s", name, secret, content)
			}
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if content, _ := os.ReadFile(filepath.Join(f.Path, "containers.json")); !bytes.Contains(content, []byte(`"postgres"`)) {
		t.Errorf("text that is not secret was hidden:\n%s", content)
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
		t.Errorf("a folder that is not a failure was removed: %v", err)
	}
}

// The clock may go back, and two gates may fail in one millisecond.
func TestNewFailureIsAlwaysKept(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	kept := filepath.Join(dir, "failure-of-monday")
	if err := os.Mkdir(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		if _, err := New(dir, now.AddDate(1, 0, i), mask); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		f, err := New(dir, now, mask)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Text("report.txt", "why"); err != nil {
			t.Error(err)
		}
	}
	if failures, err := filepath.Glob(filepath.Join(dir, "failure-20*")); err != nil || len(failures) != 5 {
		t.Errorf("kept %v, %v", failures, err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("a renamed folder was removed: %v", err)
	}
}

func TestStreamIsBounded(t *testing.T) {
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
