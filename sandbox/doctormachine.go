package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/report"
)

// leastDisk is what hardly anything can be written without, in bytes.
const leastDisk = 100 << 20

// disk looks at where the engine keeps images, containers and volumes.
func (x *examination) disk(ctx context.Context) []report.Finding {
	host, err := x.host()
	switch {
	case err != nil:
		return []report.Finding{skipped("Disk", "no engine tells where it keeps its data")}
	case !x.sharesMachine(host):
		return []report.Finding{skipped("Disk", "the engine's is %s's, which cannot be seen from here", host.Name)}
	}
	usage, err := disk.UsageWithContext(ctx, host.RootDir)
	if err != nil {
		return []report.Finding{skipped("Disk", "%s", oneLine(err))}
	}
	text := fmt.Sprintf("%s free in %s%s", inGiB(usage.Free), host.RootDir, needed(x.Stack.Needs.Disk))
	switch cure := cureOf(diagnose.DiskFull); {
	case usage.Free < leastDisk:
		return []report.Finding{problem("Disk", cure, "%s", text)}
	case usage.Free < x.Stack.Needs.Disk:
		return []report.Finding{warning("Disk", cure, "%s", text)}
	}
	return []report.Finding{fine("Disk", "%s", text)}
}

// memory wants what is available where the engine runs; of another machine only
// what it has in all is known.
func (x *examination) memory(ctx context.Context) []report.Finding {
	host, err := x.host()
	if err != nil {
		return []report.Finding{skipped("Memory", "no engine tells of its machine")}
	}
	available, text := host.Memory, fmt.Sprintf("%s in all on %s", inGiB(host.Memory), host.Name)
	if x.sharesMachine(host) {
		memory, err := mem.VirtualMemoryWithContext(ctx)
		if err != nil {
			return []report.Finding{skipped("Memory", "%s", oneLine(err))}
		}
		available, text = memory.Available, inGiB(memory.Available)+" available"
	}
	text += needed(x.Stack.Needs.Memory)
	if available < x.Stack.Needs.Memory {
		return []report.Finding{warning("Memory", "stop a stack that is not needed: mage sandbox:list shows them", "%s", text)}
	}
	return []report.Finding{fine("Memory", "%s", text)}
}

// sharesMachine tells whether the engine runs on this very system, and not in a
// virtual machine, as on a Mac, or elsewhere.
func (x *examination) sharesMachine(host docker.Host) bool {
	name, err := os.Hostname()
	return err == nil && name == host.Name && x.Instance.Machine == "" && runtime.GOOS == "linux"
}

func needed(bytes uint64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("; one more stack takes about %s", inGiB(bytes))
}

func inGiB(bytes uint64) string { return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30)) }

// spareNetworks are how many subnets should be left.
const spareNetworks = 3

func (x *examination) networks(ctx context.Context) []report.Finding {
	host, err := x.host()
	if err != nil {
		return []report.Finding{skipped("Networks", "no engine tells of them")}
	}
	names, err := x.Project.Networks(ctx)
	if err != nil {
		return []report.Finding{skipped("Networks", "%s", oneLine(err))}
	}
	text := fmt.Sprintf("%d of about %d that the engine has subnets for", len(names), host.Subnets())
	if len(names)+spareNetworks > host.Subnets() {
		return []report.Finding{warning("Networks", cureOf(diagnose.NoAddressPool), "%s", text)}
	}
	return []report.Finding{fine("Networks", "%s", text)}
}

// home looks at the folder of the claims.
func (x *examination) home(context.Context) []report.Finding {
	home, err := instance.Home()
	if err != nil {
		return []report.Finding{problem("Home", "set "+instance.HomeVariable+" to an absolute path", "%s", oneLine(err))}
	}
	if err := writable(home); err != nil {
		return []report.Finding{unwritable("Home", home, err)}
	}
	if mode, open := accessible(home, 0o700); open {
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

// writable writes a file into a folder, or into the one that it would be made
// in, and removes it: nothing else finds out what mode, mount and quota allow.
func writable(dir string) error {
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

// reason is an error of a file without the file's name.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// accessible tells whether a file lets others do what its mode should not.
func accessible(path string, mode fs.FileMode) (fs.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" { // which has no modes
		return 0, false
	}
	return info.Mode().Perm(), info.Mode().Perm()&^mode != 0
}
