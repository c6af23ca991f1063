package overlay_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/overlay"
)

func TestTextLabelsEachService(t *testing.T) {
	for name, test := range map[string]struct {
		services []string
		want     string
	}{
		"none":      {nil, "services: {}\n"},
		"two":       {[]string{"db", "api"}, "services:\n  \"api\":\n    labels:\n      \"l\": \"k\"\n  \"db\":\n    labels:\n      \"l\": \"k\"\n"},
		"odd names": {[]string{"no"}, "services:\n  \"no\":\n    labels:\n      \"l\": \"k\"\n"},
		"dotted":    {[]string{"a.b"}, "services:\n  \"a.b\":\n    labels:\n      \"l\": \"k\"\n"},
	} {
		const heading = "# Written by sandbox:up; it labels the containers of this instance. Changes are lost.\n"
		if got := string(overlay.Text(test.services, "l", "k", overlay.Changes{})); got != heading+test.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestWriteReplacesOnlyAnotherText(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, overlay.File)
	write := func(text string) os.FileInfo {
		t.Helper()
		if err := overlay.Write(dir, []byte(text)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if got, _ := os.ReadFile(path); err != nil || string(got) != text {
			t.Fatalf("got %q, %v", got, err)
		}
		return info
	}
	first := write("a")
	if first.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", first.Mode())
	}
	if !os.SameFile(first, write("a")) {
		t.Error("the same text was written again")
	}
	if os.SameFile(first, write("b")) {
		t.Error("another text was written into the same file")
	}
}

func TestWriteErrorNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, overlay.File), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := overlay.Write(dir, nil); err == nil {
		t.Error("a folder in its place was no error")
	}
}

func TestImagesAreTheNamesOfBuiltOnes(t *testing.T) {
	dir := t.TempDir()
	if names := overlay.Images(dir, "two"); len(names) > 0 {
		t.Errorf("without an overlay it returns %q", names)
	}
	text := overlay.Text([]string{"web", "worker", "ad", "db"}, "l", "k", overlay.Changes{Services: map[string]overlay.ServiceChanges{
		"web": {Image: "shop:two", Unnamed: true, Ports: []composefile.Port{}},
		"ad":  {Image: "demo:1.2-ad-two"},
		"db":  {Image: "postgres:16"},
	}})
	if err := overlay.Write(dir, text); err != nil {
		t.Fatal(err)
	}
	names := overlay.Images(dir, "two")
	slices.Sort(names)
	if want := []string{"demo:1.2-ad-two", "shop:two", "two-worker:latest"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
