package identity

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// KeepFile copies the file of an instance to the claims, from where [Restore] takes
// it. An instance without a key has no copy.
func KeepFile(dir, key string) error {
	content, err := textfile.Read(filepath.Join(dir, instance.File))
	if err != nil || key == "" {
		return err
	}
	return claims.Keep(key, content)
}

// Restore gives a directory the lost file of its instance back, as the last start
// found it, and returns the claim of that instance. It restores only an instance
// with the given slot and id; [AnySlot] and "" match all.
func Restore(dir string, slot int, id string) (claim claims.Claim, restored bool, err error) {
	known, _ := claims.All()
	slices.SortStableFunc(known, func(a, b claims.Claim) int { return b.Created.Compare(a.Created) })
	for _, c := range known {
		if c.Dir != dir || c.Key == "" || slot != AnySlot && slot != c.Slot || id != "" && id != c.ID {
			continue
		}
		content, err := claims.Kept(c.Key)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = instance.Restore(dir, content)
		}
		if err == nil {
			err = OrRemove(dir, Confirm(c))
		}
		return c, err == nil, err
	}
	return claims.Claim{}, false, nil
}

// OrRemove removes the file that was just written in a directory if err is set, and
// returns err.
func OrRemove(dir string, err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(err, os.Remove(filepath.Join(dir, instance.File)))
}
