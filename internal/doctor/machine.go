package doctor

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/report"
)

// leastDisk is the free space that every start needs, in bytes.
const leastDisk = 100 << 20

// disk checks the disk where the engine keeps images, containers and volumes.
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

// memory checks the memory that is available where the engine runs. Of another
// machine only the total is known.
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

// sharesMachine reports whether the engine runs on this very system, rather than in a
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

// spareNetworks is the number of subnets that should be left.
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
