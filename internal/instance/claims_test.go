package instance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// instanceIn makes a directory an instance.
func instanceIn(t *testing.T, id string, slot int) Claim {
	t.Helper()
	return Claim{Slot: slot, ID: id, Dir: write(t, fmt.Sprintf("INSTANCE_ID=%s\nSLOT_NUMBER=%d\n", id, slot))}
}

func TestASlotIsClaimedOnce(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", filepath.Join(t.TempDir(), "new"))
	first, second := instanceIn(t, "a", 3), instanceIn(t, "b", 3)
	if err := first.Take(scheme); err != nil {
		t.Fatal(err)
	}
	if err := second.Take(scheme); !errors.Is(err, ErrClaimed) {
		t.Errorf("got %v", err)
	}
	if claims, err := Claims(scheme); err != nil || !slices.Equal(claims, []Claim{first}) {
		t.Errorf("got %v, %v, want %v", claims, err, first)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
	if claims, _ := Claims(scheme); len(claims) != 1 {
		t.Error("somebody else gave the claim back")
	}
	if err := first.Release(); err != nil {
		t.Error(err)
	}
	if claims, _ := Claims(scheme); len(claims) != 0 {
		t.Errorf("got %v", claims)
	}
}

func TestAClaimEndsWithItsInstance(t *testing.T) {
	for name, end := range map[string]func(dir string) error{
		"the directory is gone": os.RemoveAll,
		"the file is gone":      func(dir string) error { return os.Remove(filepath.Join(dir, File)) },
		"it has another slot": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, File), []byte("INSTANCE_ID=a\nSLOT_NUMBER=4\n"), 0o600)
		},
		"it has another id": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, File), []byte("INSTANCE_ID=z\nSLOT_NUMBER=3\n"), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
			old, next := instanceIn(t, "a", 3), instanceIn(t, "b", 3)
			if err := old.Take(scheme); err != nil {
				t.Fatal(err)
			}
			if err := end(old.Dir); err != nil {
				t.Fatal(err)
			}
			if claims, err := Claims(scheme); err != nil || len(claims) != 1 {
				t.Errorf("a fresh claim does not stand: %v, %v", claims, err)
			}
			age(t, old)
			if claims, err := Claims(scheme); err != nil || len(claims) != 0 {
				t.Errorf("got %v, %v", claims, err)
			}
			if err := next.Take(scheme); err != nil {
				t.Errorf("the slot is not free: %v", err)
			}
		})
	}
}

func TestAClaimStandsWhileItsFileIsBroken(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	old, next := instanceIn(t, "a", 3), instanceIn(t, "b", 3)
	if err := old.Take(scheme); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old.Dir, File), []byte("oops\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	age(t, old)
	if err := next.Take(scheme); !errors.Is(err, ErrClaimed) {
		t.Errorf("got %v", err)
	}
}

func TestAClaimMayBeTakenAgain(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	claim := instanceIn(t, "a", 3)
	for range 2 {
		if err := claim.Take(scheme); err != nil {
			t.Error(err)
		}
	}
}

// age makes a claim an old one.
func age(t *testing.T, c Claim) {
	t.Helper()
	home, err := Home()
	if err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-time.Hour)
	if err := os.Chtimes(claimFile(home, c.Slot), then, then); err != nil {
		t.Fatal(err)
	}
}

func TestOfManyThatClaimAtOnceOneWins(t *testing.T) {
	t.Setenv("KTRDR_SANDBOX_HOME", t.TempDir())
	var mu sync.Mutex
	won := 0
	var all sync.WaitGroup
	for i := range 20 {
		claim := instanceIn(t, fmt.Sprintf("i%d", i), 5)
		all.Go(func() {
			err := claim.Take(scheme)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case !errors.Is(err, ErrClaimed):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d won", won)
	}
}
