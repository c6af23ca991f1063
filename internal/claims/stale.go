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

// A new claim counts without an instance's file, because the file is written after
// the claim. In a new worktree git checks out all files first.
const (
	freshFor    = 10 * time.Second
	checkoutFor = 10 * time.Minute
)

func (c Claim) fresh() bool { return c.younger(freshFor) }

// younger reports whether the claim's age is below a duration. A claim dated in the
// future is never younger.
func (c Claim) younger(than time.Duration) bool {
	age := time.Since(c.Created)
	return -time.Second <= age && age < than // the date has whole seconds
}

// Stale returns why a claim no longer counts, or nil if it does. A claim is stale
// if its directory is gone or holds another instance. It counts as long as its
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

// variablesIn reads the file of the instance in dir.
func variablesIn(dir string) (map[string]string, error) {
	content, err := textfile.Read(filepath.Join(dir, instance.File))
	if err != nil {
		return nil, err
	}
	return instance.Parse(string(content))
}

// Holds reports whether the claimed directory holds a file with the claim's key.
func (c Claim) Holds() bool { return c.Key != "" && c.HeldBy(c.Dir) }

// HeldBy reports whether a directory holds the file of the claim's instance. The
// key decides; for a claim without one, id and slot do.
func (c Claim) HeldBy(dir string) bool {
	variables, err := variablesIn(dir)
	if err != nil || c.Key != "" {
		return err == nil && variables[instance.KeyVariable] == c.Key
	}
	return instance.IDOf(variables) == c.ID && variables["SLOT_NUMBER"] == strconv.Itoa(c.Slot)
}

// Unseen reports whether the claimed directory is missing but not certainly
// deleted: its disk may not be mounted.
func (c Claim) Unseen() bool { return !exists(c.Dir) && !c.gone() }

// gone reports whether the claimed directory was certainly deleted, alone or with
// its worktree.
func (c Claim) gone() bool { return worktree.Gone(c.Dir) || c.Root != "" && worktree.Gone(c.Root) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
