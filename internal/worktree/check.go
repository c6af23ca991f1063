package worktree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/shell"
)

// obstacle is a path that cannot be removed, and the reason.
type obstacle struct {
	path, why string
	cure      string // command that removes the obstacle; "" if the files belong to another user
}

// Check returns an error unless the whole worktree can be removed. The error has a
// line for each directory in the way and the commands to type.
func (t *Tree) Check() error {
	err := check(t.Root)
	if t.gitDir != "" {
		err = errors.Join(err, check(t.gitDir))
	}
	return err
}

func check(root string) error {
	obstacles, err := obstaclesIn(root)
	if err != nil {
		return err
	}
	if len(obstacles) == 0 {
		return nil
	}
	var lines, cures []string
	seen := make(map[string]bool)
	for _, o := range obstacles {
		name, err := filepath.Rel(root, o.path)
		if err != nil || name == ".." {
			name = o.path
		}
		lines = append(lines, fmt.Sprintf("%q %s", name, o.why))
		cure := o.cure
		if cure == "" {
			cure = fmt.Sprintf("sudo chown -R %d %s", os.Geteuid(), shell.Quote(root))
		}
		if !seen[cure] {
			cures = append(cures, "`"+cure+"`")
		}
		seen[cure] = true
	}
	return errors.New(plain.Text(fmt.Sprintf("%s cannot be removed completely:\n  %s\ntype %s, and run this again; nothing was removed",
		root, strings.Join(Shorten(lines), "\n  "), strings.Join(cures[:min(len(cures), 3)], " and "))))
}

// maxLines is the maximum length of a list, including the line that counts the
// rest.
const maxLines = 20

// Shorten cuts a list to 20 lines. The last line counts the omitted ones.
func Shorten(lines []string) []string {
	if len(lines) <= maxLines {
		return lines
	}
	shown := lines[: maxLines-1 : maxLines-1]
	return append(shown, "and "+strconv.Itoa(len(lines)-len(shown))+" more")
}

// obstaclesIn walks the tree and returns its obstacles. It does not descend into an
// obstacle and follows no links.
func obstaclesIn(root string) ([]obstacle, error) {
	mounts, err := mountPoints()
	if err != nil {
		return nil, err
	}
	obstacles := rootObstacles(root)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == root:
			return err
		case err != nil:
			return nil // reported for the directory itself
		}
		found, blocked := mountObstacle(path, mounts)
		if !blocked {
			found, blocked = pathObstacle(path, d, path == root)
		}
		if blocked {
			obstacles = append(obstacles, found)
		}
		if blocked && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	return obstacles, err
}

func mountObstacle(path string, mounts map[string]bool) (obstacle, bool) {
	return obstacle{path, "is a mount point", "sudo umount " + shell.Quote(path)}, mounts[path]
}
