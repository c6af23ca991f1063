package instance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/ports"
)

// Claim is the record that a slot and an id belong to a directory. There is
// one file a slot in [Home].
type Claim struct {
	Slot int
	ID   string
	Dir  string // absolute
}

// ErrClaimed is returned for a slot that is another directory's.
var ErrClaimed = errors.New("the slot is claimed")

// Claims are those of this machine that count: one whose directory is gone, or
// has become another instance, is left out.
func Claims(scheme ports.Scheme) ([]Claim, error) {
	home, err := Home()
	if err != nil {
		return nil, err
	}
	var claims []Claim
	for slot := range ports.MaxSlot + 1 {
		path := claimFile(home, slot)
		claim, err := readClaim(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read a claim: %w; make %s yours, or remove it", err, path)
		}
		if fresh(path) || claim.live(scheme) {
			claims = append(claims, claim)
		}
	}
	return claims, nil
}

// live tells whether the directory is still the instance that claimed. A file
// that cannot be read now may be repaired, so its claim stands.
func (c Claim) live(scheme ports.Scheme) bool {
	in, err := Load(c.Dir, scheme)
	if err != nil {
		return !errors.Is(err, ErrNone)
	}
	return in.ID == c.ID && in.Slot == c.Slot
}

// fresh tells whether a claim was made a moment ago: its instance may be about
// to be written.
func fresh(path string) bool {
	info, err := os.Stat(path)
	return err == nil && time.Since(info.ModTime()) < 10*time.Second
}

// Take claims a slot. Of two that start at once one gets it; the other's error
// is [ErrClaimed]. A claim that does not count any more is replaced, under a
// lock: of two that find it, the slower one would remove the other's.
func (c Claim) Take(scheme ports.Scheme) error {
	home, err := Home()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	text, err := godotenv.Marshal(map[string]string{"INSTANCE_ID": c.ID, "DIRECTORY": c.Dir, "SLOT_NUMBER": strconv.Itoa(c.Slot)})
	if err != nil {
		return err
	}
	lock := flock.New(filepath.Join(home, "lock"))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	path := claimFile(home, c.Slot)
	held, err := readClaim(path)
	switch {
	case err == nil && held == c:
		return nil
	case err == nil && !fresh(path) && !held.live(scheme):
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return link(path, text+"\n")
}

// link puts a file there whole, or fails where there is one.
func link(path, text string) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".claim-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return ErrClaimed
}

// Release gives a claim back, if it is still this one.
func (c Claim) Release() error {
	home, err := Home()
	if err != nil {
		return err
	}
	path := claimFile(home, c.Slot)
	if held, err := readClaim(path); err != nil || held != c {
		return err
	}
	return os.Remove(path)
}

func claimFile(home string, slot int) string {
	return filepath.Join(home, fmt.Sprintf("slot-%d", slot))
}

func readClaim(path string) (Claim, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Claim{}, err
	}
	v, err := Parse(string(content))
	if err != nil {
		return Claim{}, err
	}
	slot, err := strconv.Atoi(v["SLOT_NUMBER"])
	if err != nil {
		return Claim{}, fmt.Errorf("SLOT_NUMBER: %w", err)
	}
	return Claim{Slot: slot, ID: v["INSTANCE_ID"], Dir: v["DIRECTORY"]}, nil
}
