package testbed

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// copyModule copies the module's files that git tracks, or would add.
func (in *Testbed) copyModule(ctx context.Context, root string) error {
	list := proc.Command(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	names, err := proc.Output(list)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimRight(names, "\x00"), "\x00") {
		err := copyFile(filepath.Join(root, name), filepath.Join(in.Dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // git still lists deleted files
			return err
		}
	}
	return nil
}

// copyImages copies the list of images that setup has built on this machine.
func (in *Testbed) copyImages() error {
	home, err := instance.Home()
	if err != nil {
		return err
	}
	err = copyFile(filepath.Join(home, instance.ImagesFile), filepath.Join(in.home, instance.ImagesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
