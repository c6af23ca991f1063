package transfer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
)

// storeOf returns the snapshots of the repository that a directory is in. If the repository was
// moved, they follow it: the claims of its instances know where it was.
func storeOf(dir string) (snapshots.Store, error) {
	repository := identity.Repository(dir)
	known, _ := claims.All()
	for _, c := range known {
		if c.HeldBy(dir) {
			c.Move(dir)
		}
		if len(c.Former) == 0 || identity.Repository(c.Dir) != repository {
			continue
		}
		inside, err := filepath.Rel(c.Dir, repository)
		if err != nil {
			continue
		}
		for _, former := range c.Former {
			from := filepath.Join(former, inside)
			if _, err := os.Lstat(from); !errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err := snapshots.Move(from, repository); err != nil {
				return snapshots.Store{}, err
			}
		}
	}
	return snapshots.Open(repository)
}
