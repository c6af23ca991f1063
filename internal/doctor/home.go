package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// home checks the folder of the claims.
func (x *examination) home(context.Context) []report.Finding {
	home, err := instance.Home()
	if err != nil {
		return []report.Finding{problem("Home", "set "+instance.HomeVariable+" to an absolute path", "%s", oneLine(err))}
	}
	if err := checkWritable(home); err != nil {
		return []report.Finding{unwritable("Home", home, err)}
	}
	if mode, open := exceeds(home, 0o700); open {
		return []report.Finding{warning("Home", "chmod 700 "+shell.Quote(home), "%s has mode %04o: it should be yours alone", home, mode)}
	}
	if _, err := os.Stat(home); err != nil {
		return []report.Finding{fine("Home", "%s, which the first instance makes", home)}
	}
	return []report.Finding{fine("Home", "%s", home)}
}

func unwritable(subject, dir string, err error) report.Finding {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return problem(subject, "free some space on the disk of "+dir, "%s cannot be written: %v", dir, err)
	}
	return problem(subject, "make "+dir+" writable for you", "%s cannot be written: %v", dir, err)
}

// checkWritable writes a file into a folder, or into the parent that the folder would
// be made in, and removes it. Nothing else shows what mode, mount and quota allow.
func checkWritable(dir string) error {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	file, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return reason(err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, 4<<10))
	return reason(errors.Join(err, file.Close()))
}

// reason returns the error of a file without the file's name.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// exceeds returns the mode of a file, and reports whether it allows more than mode.
func exceeds(path string, mode fs.FileMode) (fs.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" { // which has no modes
		return 0, false
	}
	return info.Mode().Perm(), info.Mode().Perm()&^mode != 0
}
