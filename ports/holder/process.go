package holder

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/shirou/gopsutil/v4/process"
)

// describe returns what the system shows of a process. Fields that the system
// hides stay empty.
func describe(ctx context.Context, pid int32) (Process, error) {
	p, err := process.NewProcessWithContext(ctx, pid)
	if err != nil {
		return Process{}, err
	}
	path, err := p.ExeWithContext(ctx)
	if err != nil {
		path, _ = p.NameWithContext(ctx)
	}
	dir, _ := p.CwdWithContext(ctx)
	args, _ := p.CmdlineSliceWithContext(ctx)
	return Process{PID: int(pid), Command: printable(command(path, dir, args)), Dir: printable(dir)}, nil
}

// command returns the name of an executable and of its first argument that is a
// file. An argument that exists on the disk is a path, not a secret.
func command(path, dir string, args []string) string {
	if path == "" {
		return ""
	}
	name := filepath.Base(strings.TrimSuffix(path, " (deleted)"))
	for _, arg := range args[min(1, len(args)):] {
		file := arg
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && filepath.IsAbs(file) {
			return name + " " + filepath.Base(file)
		}
	}
	return name
}

// printable drops control characters, which a process may put into its own name.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
}
