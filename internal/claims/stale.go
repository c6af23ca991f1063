package claims

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// A claim stands by itself for a while: the instance that it is for may be about
// to be written. In a worktree that is after git has checked out all files.
const (
	freshFor    = 10 * time.Second
	checkoutFor = 10 * time.Minute
)

func (c Claim) fresh() bool { return c.younger(freshFor) }

// younger reports whether the claim's age is below a duration. A claim that is
// dated in the future has no age.
func (c Claim) younger(than time.Duration) bool {
	age := time.Since(c.Created)
	return -time.Second <= age && age < than // the date is in seconds
}

// Stale returns why a claim does not count any more, nil if it does: its directory
// is gone, or is not the instance that claimed. A claim stands as long as its
// directory or file cannot be read.
func (c Claim) Stale() error {
	if c.fresh() {
		return nil
	}
	variables, err := variablesIn(c.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.gone():
		return errors.New("its directory is gone")
	case errors.Is(err, fs.ErrNotExist) && exists(c.Dir) && !(c.Worktree && c.younger(checkoutFor)):
		return fmt.Errorf("its %s is gone", instance.File)
	case err != nil:
		return nil
	}
	if key := variables[instance.KeyVariable]; c.Key != "" && key != "" && key != c.Key {
		return fmt.Errorf("its directory is another instance, %s", instance.IDOf(variables))
	}
	if slot, err := strconv.Atoi(variables["SLOT_NUMBER"]); err == nil && slot != c.Slot {
		return fmt.Errorf("its directory is in slot %d", slot)
	}
	if id := instance.IDOf(variables); id != c.ID {
		return fmt.Errorf("its directory is instance %s", id)
	}
	return nil
}

// variablesIn reads the file of an instance.
func variablesIn(dir string) (map[string]string, error) {
	content, err := textfile.Read(filepath.Join(dir, instance.File))
	if err != nil {
		return nil, err
	}
	return instance.Parse(string(content))
}

// Holds reports whether the claimed directory has a file with the claim's key.
func (c Claim) Holds() bool { return c.Key != "" && c.HeldBy(c.Dir) }

// HeldBy reports whether a directory has the file of the claim's instance: the one
// with its key, or, if the claim has none, with its id and slot.
func (c Claim) HeldBy(dir string) bool {
	variables, err := variablesIn(dir)
	if err != nil || c.Key != "" {
		return err == nil && variables[instance.KeyVariable] == c.Key
	}
	return instance.IDOf(variables) == c.ID && variables["SLOT_NUMBER"] == strconv.Itoa(c.Slot)
}

// Unseen reports whether the claimed directory is neither there nor certainly
// gone: its disk may not be mounted.
func (c Claim) Unseen() bool { return !exists(c.Dir) && !c.gone() }

// gone reports whether the claimed directory was certainly deleted, by itself or
// with the worktree that it was in.
func (c Claim) gone() bool { return worktree.Gone(c.Dir) || c.Root != "" && worktree.Gone(c.Root) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
