package instance_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

func TestARecordIsReadBackUntilItIsRemoved(t *testing.T) {
	dir := t.TempDir()
	const file = "made.json"
	var read []string
	if err := instance.ReadRecord(dir, file, &read); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a record the error is %v", err)
	}
	if err := instance.Record(dir, file, []string{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	if err := instance.ReadRecord(dir, file, &read); err != nil || strings.Join(read, " ") != "a b" {
		t.Errorf("read %q, %v", read, err)
	}
	for range 2 { // the second time there is none
		if err := instance.RemoveRecord(dir, file); err != nil {
			t.Error(err)
		}
	}
	if err := instance.ReadRecord(dir, file, &read); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after its removal the error is %v", err)
	}
}

func TestARecordThatIsNoJSONIsNamed(t *testing.T) {
	dir := t.TempDir()
	if err := instance.Record(dir, "made.json", 1); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, instance.StateFolder, "made.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	var read int
	if err := instance.ReadRecord(dir, "made.json", &read); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("the error is %v", err)
	}
}
