package history_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/history"
)

func TestTheLastStartThatPassed(t *testing.T) {
	folder := t.TempDir()
	last := func() time.Time {
		t.Helper()
		got, err := history.LastPassed(folder)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if !last().IsZero() {
		t.Error("without a history there is one")
	}
	first := time.Date(2026, 1, 31, 15, 4, 5, 0, time.UTC)
	for i, passed := range []bool{false, true, true, false} {
		start := history.Start{Instance: "a", Time: first.Add(time.Duration(i) * time.Hour), Passed: passed, Kind: history.Cold}
		if err := history.Add(folder, start); err != nil {
			t.Fatal(err)
		}
		if i == 0 && !last().IsZero() {
			t.Error("a start that failed counts")
		}
	}
	file, err := os.OpenFile(filepath.Join(folder, history.File), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("no start\n{\"passed\": true}"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if want := first.Add(2 * time.Hour); !last().Equal(want) {
		t.Errorf("got %s, want %s", last(), want)
	}
	newest := history.Start{Instance: "a", Time: first.Add(5 * time.Hour), Passed: true, Kind: history.Warm}
	if err := history.Add(folder, newest); err != nil {
		t.Fatal(err)
	}
	if err := history.TakeBack(folder); err != nil {
		t.Fatal(err)
	}
	if want := first.Add(2 * time.Hour); !last().Equal(want) {
		t.Errorf("a start whose after-up hook failed counts: got %s, want %s", last(), want)
	}
}
