// Package snapshots records the snapshots of a repository's instances, in files that
// outlive the instances. The volumes are on the engine; a snapshot counts once its record
// is complete.
package snapshots

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Snapshot is the data of an instance at one moment.
type Snapshot struct {
	Name string `json:"name"`
	// ID is a random value that its volumes bear. No other snapshot has it.
	ID       string          `json:"id"`
	Instance string          `json:"instance"` // the id of the instance that made it
	Key      string          `json:"key"`      // of that instance
	Created  time.Time       `json:"created"`
	Engine   instance.Engine `json:"engine"`
	Machine  string          `json:"machine,omitempty"` // as in [instance.Instance]
	Volumes  []Volume        `json:"volumes"`
	// Passwords are the variables of .env.sandbox and .env that the databases in it know.
	Passwords map[string]string `json:"passwords,omitempty"`
	// Logins are the passwords of the databases in it, by service and variable.
	Logins map[string]string `json:"logins,omitempty"`
}

// Volume is the copy of one volume.
type Volume struct {
	Key   string `json:"key"`  // in the Compose file
	Name  string `json:"name"` // of the copy, on the engine
	Bytes int64  `json:"bytes"`
}

// New returns a snapshot with a new id.
func New(name string, in instance.Instance) Snapshot {
	return Snapshot{
		Name: name, ID: rand.Text(), Instance: in.ID, Key: in.Key, Created: time.Now().UTC().Truncate(time.Second),
		Engine: instance.EngineOf(in.Variables), Machine: in.Machine,
	}
}

// Bytes returns the size of all its volumes.
func (s Snapshot) Bytes() (total int64) {
	for _, v := range s.Volumes {
		total += v.Bytes
	}
	return total
}

// Store keeps the records of one repository's snapshots.
type Store struct{ dir string }

// folder is the folder in [instance.Home] with a folder for each repository.
const folder = "snapshots"

// Open returns the store of a repository.
func Open(repository string) (Store, error) {
	home, err := instance.Home()
	name := fmt.Sprintf("%x", sha256.Sum256([]byte(repository)))[:20]
	return Store{filepath.Join(home, folder, name)}, err
}

// Move gives the snapshots of a repository that was moved to its new path, unless that has
// some already.
func Move(from, to string) error {
	before, err := Open(from)
	if err != nil {
		return err
	}
	after, err := Open(to)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(after.dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(before.dir, after.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot move the records of the snapshots of %s: %w", from, err)
	}
	return nil
}

// Stores returns the stores of all repositories.
func Stores() (all []Store, err error) {
	home, err := instance.Home()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Join(home, folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the records of the snapshots: %w", err)
	}
	for _, e := range entries {
		all = append(all, Store{filepath.Join(home, folder, e.Name())})
	}
	return all, nil
}

// A record that is complete ends in .json. One whose volumes are being made or removed
// ends in .partial.
const (
	complete = ".json"
	partial  = ".partial"
)

var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ValidName returns an error for a name that a snapshot cannot have.
func ValidName(name string) error {
	if !namePattern.MatchString(name) {
		return fmt.Errorf("%q cannot name a snapshot: begin with a letter or digit, use only those, ., - and _, at most 64 of them", plain.Short(name))
	}
	return nil
}

// Lock waits until no other command makes or removes a snapshot of the repository.
func (s Store) Lock(ctx context.Context) (release func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot write the record of a snapshot: %w", err)
	}
	lock := textfile.Lock(filepath.Join(s.dir, "lock"))
	if _, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		return nil, fmt.Errorf("cannot lock the snapshots: %w", err)
	}
	return func() { _ = lock.Unlock() }, nil
}

// TryLock is [Store.Lock] that does not wait. It reports whether no other command makes or
// removes a snapshot.
func (s Store) TryLock() (release func(), locked bool) {
	lock := textfile.Lock(filepath.Join(s.dir, "lock"))
	locked, err := lock.TryLock()
	return func() { _ = lock.Unlock() }, locked && err == nil
}

// All returns the complete snapshots, the oldest first.
func (s Store) All() ([]Snapshot, error) { return s.read(complete) }

// Partial returns the snapshots whose making or removal was interrupted.
func (s Store) Partial() ([]Snapshot, error) { return s.read(partial) }

func (s Store) read(suffix string) (found []Snapshot, err error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the records of the snapshots: %w", err)
	}
	for _, e := range entries {
		name, matches := strings.CutSuffix(e.Name(), suffix)
		if !matches || ValidName(name) != nil {
			continue
		}
		var snapshot Snapshot
		text, err := textfile.Read(filepath.Join(s.dir, e.Name()))
		if err == nil {
			err = json.Unmarshal(text, &snapshot)
		}
		if err != nil {
			return found, fmt.Errorf("cannot read the record of snapshot %s: %w", name, err)
		}
		found = append(found, snapshot)
	}
	slices.SortStableFunc(found, func(a, b Snapshot) int { return a.Created.Compare(b.Created) })
	return found, nil
}

// Find returns the complete snapshot of a name.
func (s Store) Find(name string) (Snapshot, error) {
	found, exists, err := s.Lookup(name)
	if err == nil && !exists {
		err = fmt.Errorf("this repository has no snapshot %q; `mage sandbox:snapshots` lists them", plain.Short(name))
	}
	return found, err
}

// Lookup returns the complete snapshot of a name, and whether there is one. The error says
// that this is not known, because a record cannot be read.
func (s Store) Lookup(name string) (found Snapshot, exists bool, err error) {
	all, err := s.All()
	if err != nil {
		return Snapshot{}, false, err
	}
	i := slices.IndexFunc(all, func(found Snapshot) bool { return found.Name == name })
	if i < 0 {
		return Snapshot{}, false, nil
	}
	return all[i], true, nil
}

// Begin records a snapshot whose volumes are about to be made.
func (s Store) Begin(made Snapshot) error { return s.write(made, partial) }

// Complete records that the volumes of a snapshot are whole.
func (s Store) Complete(made Snapshot) error {
	if err := s.write(made, complete); err != nil {
		return err
	}
	return s.remove(made, partial)
}

// Discard records that the volumes of a complete snapshot are about to be removed.
func (s Store) Discard(old Snapshot) error {
	if err := s.write(old, partial); err != nil {
		return err
	}
	return s.remove(old, complete)
}

// Forget removes the record of a snapshot whose volumes are gone, or whose complete
// record there is too.
func (s Store) Forget(old Snapshot) error { return s.remove(old, partial) }

func (s Store) path(named Snapshot, suffix string) string {
	return filepath.Join(s.dir, named.Name+suffix)
}

func (s Store) write(named Snapshot, suffix string) error {
	text, err := json.MarshalIndent(named, "", "  ")
	if err == nil {
		err = textfile.Replace(s.path(named, suffix), append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("cannot write the record of snapshot %s: %w", named.Name, err)
	}
	return nil
}

func (s Store) remove(named Snapshot, suffix string) error {
	if err := os.Remove(s.path(named, suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the record of snapshot %s: %w", named.Name, err)
	}
	return nil
}
