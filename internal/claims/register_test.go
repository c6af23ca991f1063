package claims

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// register returns the register of a machine without claims.
func register(t *testing.T) Register {
	t.Helper()
	t.Setenv("KTRDR_SANDBOX_HOME", filepath.Join(t.TempDir(), "new"))
	r, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var longAgo = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func writeFile(t *testing.T, content string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, instance.File), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// instanceIn makes a directory an instance and returns its claim, made long ago.
func instanceIn(t *testing.T, id string, slot int) Claim {
	t.Helper()
	return Claim{Slot: slot, ID: id, Dir: writeFile(t, fmt.Sprintf("INSTANCE_ID=%s\nSLOT_NUMBER=%d\n", id, slot)), Created: longAgo}
}

func take(t *testing.T, r Register, c Claim) {
	t.Helper()
	if err := r.Take(c, nil); err != nil {
		t.Fatal(err)
	}
}

// claimed fails the test unless the register holds exactly the one claim.
func claimed(t *testing.T, r Register, want Claim) {
	t.Helper()
	claims, problems := r.Claims()
	if !reflect.DeepEqual(claims, []Claim{want}) || problems != nil {
		t.Errorf("got %+v, %v, want %+v", claims, problems, want)
	}
}

func files(t *testing.T, r Register) []string {
	t.Helper()
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestASlotIsClaimedOnce(t *testing.T) {
	r := register(t)
	first, second := instanceIn(t, "a", 3), instanceIn(t, "007", 3)
	first.Key, first.Owner, first.Ports, first.Volumes = instance.NewKey(), "me@here", []int{8003, 5435}, []string{"a_db", "a_files"}
	first.Worktree, first.Engine = true, instance.Engine{DockerHost: "tcp://192.0.2.1:2376", TLSVerify: "1"}
	take(t, r, first)
	if err := r.Take(second, nil); !errors.Is(err, ErrClaimed) {
		t.Errorf("got %v", err)
	}
	claimed(t, r, first)
	if err := r.Release(second); err != nil {
		t.Error(err)
	}
	claimed(t, r, first)
	if err := r.Release(first); err != nil {
		t.Error(err)
	}
	if claims, problems := r.Claims(); claims != nil || problems != nil {
		t.Errorf("got %v, %v", claims, problems)
	}
	take(t, r, second)
	claimed(t, r, second)
	if got := files(t, r); !slices.Equal(got, []string{"slot-3.3"}) {
		t.Errorf("files %q", got)
	}
}

func TestTakingAClaimTwiceChangesNothing(t *testing.T) {
	r := register(t)
	claim := instanceIn(t, "a", 3)
	take(t, r, claim)
	take(t, r, claim)
	claimed(t, r, claim)
}

func TestReleaseNeedsTheSameMark(t *testing.T) {
	r := register(t)
	first := instanceIn(t, "a", 3)
	second := first
	first.Mark, second.Mark = "first", "second"
	take(t, r, first)
	take(t, r, second)
	if err := r.Release(second); err != nil {
		t.Error(err)
	}
	claimed(t, r, first)
	claims, _ := r.Claims()
	if err := r.Release(claims[0]); err != nil {
		t.Error(err)
	}
	if claims, _ := r.Claims(); claims != nil {
		t.Errorf("got %v", claims)
	}
}

// A command that stalled may have lost its slot to another one that found the claim
// stale. Confirm must report that.
func TestConfirmReportsALostClaim(t *testing.T) {
	for name, created := range map[string]time.Time{"fresh": time.Now().UTC().Truncate(time.Second), "old": longAgo} {
		t.Run(name, func(t *testing.T) {
			r := register(t)
			claim := instanceIn(t, "a", 3)
			claim.Created = created
			take(t, r, claim)
			overtaken, _, err := r.at(3) // the other command, which found the claim stale
			if err := errors.Join(err, r.Confirm(claim)); err != nil {
				t.Fatal(err)
			}
			claimed(t, r, claim)
			if name == "old" {
				if err := r.supersede(overtaken, released(3)); !errors.Is(err, ErrClaimed) {
					t.Errorf("a confirmed claim was replaced: %v", err)
				}
			}
			other := instanceIn(t, "b", 3)
			if err := r.Take(other, func(Claim) bool { return true }); err != nil {
				t.Fatal(err)
			}
			if err := r.Confirm(claim); !errors.Is(err, ErrClaimed) {
				t.Errorf("got %v", err)
			}
			claimed(t, r, other)
		})
	}
}

func TestClaimCountsDuringTheCheckout(t *testing.T) {
	claim := instanceIn(t, "a", 3)
	if err := os.Remove(filepath.Join(claim.Dir, instance.File)); err != nil {
		t.Fatal(err)
	}
	claim.Worktree, claim.Created = true, time.Now().Add(-time.Minute)
	if err := claim.Stale(); err != nil {
		t.Error(err)
	}
	claim.Created = longAgo
	if claim.Stale() == nil {
		t.Error("it counts for ever")
	}
}

func TestTakeAsksBeforeItReplacesAClaim(t *testing.T) {
	r := register(t)
	old, next := instanceIn(t, "a", 3), instanceIn(t, "b", 3)
	take(t, r, old)
	if err := r.Take(next, func(c Claim) bool { return c.ID != "a" }); !errors.Is(err, ErrClaimed) {
		t.Errorf("got %v", err)
	}
	if err := r.Take(next, func(c Claim) bool { return c.ID == "a" }); err != nil {
		t.Error(err)
	}
	claimed(t, r, next)
}

func TestAClaimIsStaleWithoutItsInstance(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(dir string) error
		want string
	}{
		"the directory is gone": {func(dir string) error {
			return errors.Join(os.RemoveAll(dir), os.Mkdir(dir+"-other", 0o700))
		}, "its directory is gone"},
		"the file is gone":    {func(dir string) error { return os.Remove(filepath.Join(dir, instance.File)) }, "its .env.sandbox is gone"},
		"it has another slot": {overwrite("INSTANCE_ID=a\nSLOT_NUMBER=4\n"), "its directory is in slot 4"},
		"it has another id":   {overwrite("COMPOSE_PROJECT_NAME=z\nSLOT_NUMBER=3\n"), "its directory is instance z"},
		"the file is broken":  {overwrite("oops\n"), "<nil>"},
		"nothing has changed": {func(string) error { return nil }, "<nil>"},
	} {
		t.Run(name, func(t *testing.T) {
			claim := instanceIn(t, "a", 3)
			if err := test.end(claim.Dir); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(claim.Stale()); got != test.want {
				t.Errorf("stale since %s, want %s", got, test.want)
			}
			claim.Created = time.Now()
			if err := claim.Stale(); err != nil {
				t.Errorf("a fresh claim does not count: %v", err)
			}
		})
	}
}

func overwrite(content string) func(dir string) error {
	return func(dir string) error { return os.WriteFile(filepath.Join(dir, instance.File), []byte(content), 0o600) }
}

func TestAClaimOfVersion01Counts(t *testing.T) {
	r := register(t)
	old := instanceIn(t, "a", 3)
	text := fmt.Sprintf("INSTANCE_ID=a\nDIRECTORY=%q\nSLOT_NUMBER=3\n", old.Dir)
	path := filepath.Join(r.dir, "slot-3")
	if err := errors.Join(os.MkdirAll(r.dir, 0o700), os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, longAgo, longAgo)); err != nil {
		t.Fatal(err)
	}
	claimed(t, r, old)
	if err := r.Take(instanceIn(t, "b", 3), nil); !errors.Is(err, ErrClaimed) {
		t.Errorf("got %v", err)
	}
	if err := r.Release(old); err != nil {
		t.Error(err)
	}
	take(t, r, instanceIn(t, "b", 3))
}

func TestABadClaimIsNamedAndLeftAlone(t *testing.T) {
	for name, content := range map[string]string{
		"garbage":         "\x00\xff{",
		"empty":           "",
		"no slot":         "CLAIM_VERSION=2\nINSTANCE_ID=a\n",
		"another slot":    "CLAIM_VERSION=2\nINSTANCE_ID=a\nSLOT_NUMBER=41\n",
		"a later version": "CLAIM_VERSION=3\nSLOT_NUMBER=3\n",
		"a wrong key":     "CLAIM_VERSION=2\nSLOT_NUMBER=3\nINSTANCE_ID=a\nKEY=../a\n",
		"a wrong id":      "CLAIM_VERSION=2\nSLOT_NUMBER=3\nINSTANCE_ID=-f\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := register(t)
			good := instanceIn(t, "good", 5)
			take(t, r, good)
			path := filepath.Join(r.dir, "slot-3.7")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			claims, problems := r.Claims()
			var bad *BadClaim
			if len(claims) != 1 || len(problems) != 1 || !errors.As(problems[0], &bad) || bad.Slot != 3 || bad.Path != path {
				t.Fatalf("got %v, %v", claims, problems)
			}
			err := r.Take(instanceIn(t, "b", 3), func(Claim) bool { return true })
			if !errors.Is(err, ErrClaimed) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != content {
				t.Errorf("the file was changed: %q, %v", after, err)
			}
		})
	}
}

// A dangling link reads as a missing file each time.
func TestNonRegularFileIsABadClaim(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a dangling link": func(path string) error { return os.Symlink("nowhere", path) },
		"a folder":        func(path string) error { return os.Mkdir(path, 0o700) },
		"an endless file": func(path string) error { return os.WriteFile(path, make([]byte, maxClaim+1), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			r := register(t)
			take(t, r, instanceIn(t, "good", 5))
			if err := put(filepath.Join(r.dir, "slot-3.7")); err != nil {
				t.Fatal(err)
			}
			claims, problems := r.Claims()
			var bad *BadClaim
			if len(claims) != 1 || len(problems) != 1 || !errors.As(problems[0], &bad) || bad.Slot != 3 {
				t.Fatalf("got %v, %v", claims, problems)
			}
			if err := r.Take(instanceIn(t, "b", 3), nil); !errors.As(err, &bad) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEachHostHasItsOwnSlots(t *testing.T) {
	here := register(t)
	there, err := Open("ssh.example:22/../..")
	if err != nil {
		t.Fatal(err)
	}
	take(t, here, instanceIn(t, "a", 3))
	take(t, there, instanceIn(t, "b", 3))
	claims, problems := All()
	if len(claims) != 2 || problems != nil || claims[0].Host != "" || claims[1].Host != "ssh.example:22/../.." {
		t.Errorf("got %+v, %v", claims, problems)
	}
}

func TestConcurrentClaimsHaveOneWinner(t *testing.T) {
	for name, stale := range map[string]bool{"a free slot": false, "a stale claim": true} {
		t.Run(name, func(t *testing.T) {
			r := register(t)
			old := instanceIn(t, "old", 5)
			if stale {
				take(t, r, old)
			}
			var claims []Claim
			for i := range 20 {
				claims = append(claims, instanceIn(t, fmt.Sprintf("i%d", i), 5))
			}
			var mu sync.Mutex
			var won []Claim
			var all sync.WaitGroup
			for _, claim := range claims {
				all.Go(func() {
					err := r.Take(claim, func(c Claim) bool { return c.ID == "old" })
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						won = append(won, claim)
					case !errors.Is(err, ErrClaimed):
						t.Error(err)
					}
				})
			}
			all.Wait()
			if len(won) != 1 {
				t.Fatalf("%d won", len(won))
			}
			claimed(t, r, won[0])
		})
	}
}
