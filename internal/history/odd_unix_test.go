//go:build unix

package history_test

import (
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestHistoryMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			odd(t, filepath.Join(dir, history.File))
			starts, _, err := history.Read(dir)
			if len(starts) > 0 || (err == nil) != (kind == "huge file") { // whose end is read
				t.Errorf("Read() = %v, %v", starts, err)
			}
			if err := history.Add(dir, history.Start{}); (err == nil) != (kind == "huge file") {
				t.Errorf("Add() = %v", err)
			}
		})
		t.Run("lock/"+kind, func(t *testing.T) {
			dir := t.TempDir()
			odd(t, filepath.Join(dir, history.File+".lock"))
			_ = history.Add(dir, history.Start{}) // it may fail, and may not wait
		})
	}
}

func TestAddGivesUpALockThatIsHeld(t *testing.T) {
	dir := t.TempDir()
	lock := textfile.Lock(filepath.Join(dir, history.File+".lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := history.Add(dir, history.Start{}); err == nil {
		t.Error("a start was added under the lock of another")
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := history.Add(dir, history.Start{}); err != nil {
		t.Error(err)
	}
}
