package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/history"
)

// took returns a cold start that passed. The checks are names and seconds in turn.
func took(total float64, checks ...any) history.Start {
	s := history.Start{Instance: "a", Time: time.Unix(1700000000, 0).UTC(), Passed: true, Kind: history.Cold, Total: total}
	for i := 0; i < len(checks); i += 2 {
		s.Checks = append(s.Checks, history.Check{Name: checks[i].(string), Seconds: checks[i+1].(float64)})
	}
	return s
}

func TestAnAddedStartIsRead(t *testing.T) {
	folder := t.TempDir()
	if starts, skipped, err := history.Read(folder); len(starts) != 0 || skipped != 0 || err != nil {
		t.Fatalf("of a new folder: %v, %d, %v", starts, skipped, err)
	}
	at := 0.5
	want := took(6.3, "Database", 2.0)
	want.Services = []history.Span{{Service: "db", Created: new(0.0), Started: &at}}
	if err := history.Add(folder, want); err != nil {
		t.Fatal(err)
	}
	starts, skipped, err := history.Read(folder)
	if err != nil || skipped != 0 || len(starts) != 1 || fmt.Sprintf("%+v", starts[0].Checks) != "[{Name:Database Seconds:2}]" {
		t.Fatalf("%+v, %d, %v", starts, skipped, err)
	}
	if got := starts[0].Services[0]; *got.Created != 0 || *got.Started != 0.5 || got.Ready != nil || !starts[0].Time.Equal(want.Time) {
		t.Errorf("got %+v", starts[0])
	}
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	folder := t.TempDir()
	var text strings.Builder
	for i := range history.Keep {
		fmt.Fprintf(&text, `{"time":"2026-01-02T03:04:05Z","kind":"cold","passed":true,"total_seconds":%d}`+"\n", i)
	}
	write(t, folder, text.String())
	if err := history.Add(folder, took(999)); err != nil {
		t.Fatal(err)
	}
	starts, _, err := history.Read(folder)
	if err != nil || len(starts) != history.Keep || starts[0].Total != 1 || starts[history.Keep-1].Total != 999 {
		t.Errorf("%d starts, from %+v, %v", len(starts), starts[0], err)
	}
}

func TestStartsAddedAtOnceAreAllKept(t *testing.T) {
	folder := t.TempDir()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := history.Add(folder, took(float64(i))); err != nil {
				t.Error(err)
			}
			if _, skipped, err := history.Read(folder); skipped != 0 || err != nil {
				t.Errorf("read meanwhile: %d skipped, %v", skipped, err)
			}
		})
	}
	all.Wait()
	if starts, _, err := history.Read(folder); len(starts) != 20 || err != nil {
		t.Errorf("%d starts, %v", len(starts), err)
	}
	left, err := filepath.Glob(filepath.Join(folder, history.File+".*"))
	if err != nil || len(left) != 1 { // the lock
		t.Errorf("left %q, %v", left, err)
	}
}

func TestLinesThatAreNotAStartAreSkipped(t *testing.T) {
	good := `{"time":"2026-01-02T03:04:05Z","kind":"cold","passed":true,"total_seconds":1,"of_a_later_version":1}`
	for name, line := range map[string]string{
		"half a line":      good[:40],
		"no JSON":          "<<<<<<< HEAD",
		"another document": `[1]`,
		"nothing":          `{}`,
		"two in a line":    good + good,
		"another kind":     strings.Replace(good, "cold", "tepid", 1),
		"a negative time":  strings.Replace(good, `:1,`, `:-1,`, 1),
		"an endless time":  strings.Replace(good, `:1,`, `:1e300,`, 1),
		"a command":        strings.Replace(good, `"passed"`, `"checks":[{"name":"\u001b[2J","seconds":1}],"passed"`, 1),
		"a nameless":       strings.Replace(good, `"passed"`, `"services":[{"ready_seconds":1}],"passed"`, 1),
		"not UTF-8":        strings.Replace(good, `"passed"`, "\"checks\":[{\"name\":\"\xff\",\"seconds\":1}],\"passed\"", 1),
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			write(t, folder, good+"\n"+line+"\n\n"+good)
			starts, skipped, err := history.Read(folder)
			if len(starts) != 2 || skipped != 1 || err != nil {
				t.Errorf("%d starts, %d skipped, %v", len(starts), skipped, err)
			}
			if err := history.Add(folder, took(1)); err != nil {
				t.Fatal(err)
			}
			if starts, skipped, _ := history.Read(folder); len(starts) != 3 || skipped != 0 {
				t.Errorf("%d starts, %d skipped after one more", len(starts), skipped)
			}
		})
	}
}

func TestHugeFileIsReadFromItsEnd(t *testing.T) {
	folder := t.TempDir()
	good := `{"time":"2026-01-02T03:04:05Z","kind":"cold","passed":true,"total_seconds":1}` + "\n"
	write(t, folder, strings.Repeat("x", 8<<20)+"\n"+good+good)
	starts, skipped, err := history.Read(folder)
	if len(starts) != 2 || skipped != 0 || err != nil {
		t.Errorf("%d starts, %d skipped, %v", len(starts), skipped, err)
	}
}

func TestHistoryThatCannotBeReadIsAnError(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, history.File), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, _, err := history.Read(folder); err == nil {
		t.Error("read a folder")
	}
	if err := history.Add(folder, took(1)); err == nil {
		t.Error("wrote over a folder")
	}
}

func write(t *testing.T, folder, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, history.File), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"time":"2026-01-02T03:04:05Z","kind":"warm","checks":[{"name":"Database","seconds":1}],"services":[{"service":"db","ready_seconds":2}]}`))
	f.Add([]byte("{}\n\n[1]\nnull\n{"))
	f.Fuzz(func(t *testing.T, text []byte) {
		folder := t.TempDir()
		write(t, folder, string(text))
		starts, skipped, err := history.Read(folder)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(text), "\n") + 1; len(starts)+skipped > lines || len(starts) > history.Keep {
			t.Errorf("%d starts and %d skipped of %d lines", len(starts), skipped, lines)
		}
		for _, s := range starts {
			if s.Time.IsZero() || s.Total < 0 {
				t.Errorf("invalid: %+v", s)
			}
			history.UsualOf(starts, history.Cold).Slow(s)
		}
	})
}
