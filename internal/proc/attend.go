package proc

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// Attend calls run and returns its error. run may start commands that take no context, such as those of mage's sh. When ctx
// is done, Attend interrupts these commands and their children, and kills them a second later. If run does not return even
// then, Attend returns the cause of ctx without waiting for it.
//
// Attend finds the commands among the children of this process that are in its process group. The commands of [Command] are
// not: they have their own groups.
func Attend(ctx context.Context, run func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- run() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return endChildren(ctx, ended)
	}
}

// endChildren ends the children of this process repeatedly until run returns, because run may start another one.
func endChildren(ctx context.Context, ended <-chan error) error {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	known := make(map[int32]*process.Process)
	for begun := time.Now(); time.Since(begun) < 2*grace; {
		descendants(int32(os.Getpid()), func(p *process.Process) {
			if known[p.Pid] == nil {
				known[p.Pid] = p
				interrupt(p)
			}
		})
		if time.Since(begun) > grace {
			killAll(known)
		}
		select {
		case err := <-ended:
			return err
		case <-look.C:
		}
	}
	return context.Cause(ctx)
}

func killAll(processes map[int32]*process.Process) {
	for _, p := range processes {
		if running, err := p.IsRunning(); err == nil && running { // the process id was not reused
			_ = p.Kill()
		}
	}
}

// descendants calls found for each child of parent in our process group, and for all of their descendants.
func descendants(parent int32, found func(*process.Process)) {
	all, err := process.Processes()
	if err != nil {
		return
	}
	children := make(map[int32][]*process.Process)
	for _, p := range all {
		if ppid, err := p.Ppid(); err == nil {
			children[ppid] = append(children[ppid], p)
		}
	}
	var walk func([]*process.Process)
	walk = func(level []*process.Process) {
		for _, p := range level {
			found(p)
			walk(children[p.Pid])
		}
	}
	walk(slices.DeleteFunc(children[parent], func(p *process.Process) bool { return !inOurGroup(p.Pid) }))
}
