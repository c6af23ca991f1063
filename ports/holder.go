package ports

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"
)

// Process is one that holds a port.
type Process struct {
	PID int
	// Command is the executable's name and, for an interpreter, its script's:
	// "node server.js". Of the arguments nothing else is shown, for any of them
	// may be a secret. It is "" where the system hides it.
	Command string
	// Dir is the working directory, which often tells the project. It is "" where
	// the system hides it.
	Dir string
}

// String is such as "node server.js (pid 4242) in /home/me/project".
func (p Process) String() string {
	text := fmt.Sprintf("%s (pid %d)", cmp.Or(p.Command, "a process"), p.PID)
	if p.Dir != "" {
		text += " in " + p.Dir
	}
	return text
}

// holdersTimeout bounds [Holders], which is only help for an error's reader. It
// takes less than a tenth of a second on Linux; lsof may take seconds elsewhere.
const holdersTimeout = 5 * time.Second

// Holders tells which process holds each of the taken bindings, all of them in
// one pass over the system's sockets. What is missing in the answer is unknown:
// unless we are root, most systems show other users' sockets without their
// process. [FindHolder] has the command for that case.
//
// A published port of a container is held by the engine or a helper of it, such
// as docker-proxy: whoever knows an engine asks that first.
func Holders(ctx context.Context, taken []Binding) map[Binding]Process {
	ctx, cancel := context.WithTimeout(ctx, holdersTimeout)
	defer cancel()
	found := make(chan map[Binding]Process, 1)
	// Reading another process's state can hang in the kernel, whatever ctx says.
	go func() { found <- holders(ctx, taken) }()
	select {
	case held := <-found:
		return held
	case <-ctx.Done():
		return nil
	}
}

func holders(ctx context.Context, taken []Binding) map[Binding]Process {
	held := make(map[Binding]Process)
	sockets, err := net.ConnectionsWithContext(ctx, "inet")
	if err != nil {
		return held
	}
	for _, b := range taken {
		if ctx.Err() != nil {
			break
		}
		pid := holder(sockets, b)
		if pid == 0 {
			continue
		}
		if p, err := describe(ctx, pid); err == nil {
			held[b] = p
		}
	}
	return held
}

// holder returns the process of the socket that keeps a binding from being
// had, or 0 if the system shows none.
func holder(sockets []net.ConnectionStat, b Binding) (pid int32) {
	wanted, err := netip.ParseAddr(b.Host)
	if err != nil {
		return 0
	}
	wanted = wanted.Unmap().WithZone("")
	blocking := slices.DeleteFunc(slices.Clone(sockets), func(s net.ConnectionStat) bool {
		samePort := int(s.Laddr.Port) == b.Port && (s.Type == syscall.SOCK_DGRAM) == b.UDP
		return !samePort || !overlap(local(s), wanted)
	})
	if len(blocking) == 0 {
		return 0
	}
	// An IPv6 socket on all addresses may be on IPv4's too, or not: nothing shows
	// it. So a nearer address counts more than whether we see the process.
	return slices.MinFunc(blocking, func(x, y net.ConnectionStat) int {
		return cmp.Compare(distance(x, wanted), distance(y, wanted))
	}).Pid
}

// local is the address that a socket is bound to. lsof, which answers on macOS,
// writes * for all of them.
func local(s net.ConnectionStat) netip.Addr {
	if s.Laddr.IP == "*" {
		if s.Family == syscall.AF_INET6 {
			return netip.IPv6Unspecified()
		}
		return netip.IPv4Unspecified()
	}
	addr, _ := netip.ParseAddr(s.Laddr.IP)
	return addr.Unmap().WithZone("")
}

// overlap tells whether a socket on the bound address can keep the wanted one
// from being had. [Taken] wants all addresses of both families for either's.
func overlap(bound, wanted netip.Addr) bool {
	switch {
	case !bound.IsValid():
		return false
	case bound == wanted, wanted.IsUnspecified():
		return true
	default:
		return bound.IsUnspecified() && (bound.Is6() || wanted.Is4())
	}
}

// distance grows with the doubt whether a socket is what blocks an address. A
// connection also has a local port; it is to blame only if nothing listens.
func distance(s net.ConnectionStat, wanted netip.Addr) (d int) {
	bound := local(s)
	if s.Type == syscall.SOCK_STREAM && s.Status != "LISTEN" {
		d += 4
	}
	if bound != wanted {
		d += 2
	}
	if bound.Is4() != wanted.Is4() {
		d++
	}
	return d
}

func describe(ctx context.Context, pid int32) (Process, error) {
	p, err := process.NewProcessWithContext(ctx, pid)
	if err != nil {
		return Process{}, err
	}
	// What the system does not tell stays empty.
	path, err := p.ExeWithContext(ctx)
	if err != nil {
		path, _ = p.NameWithContext(ctx)
	}
	dir, _ := p.CwdWithContext(ctx)
	args, _ := p.CmdlineSliceWithContext(ctx)
	return Process{PID: int(pid), Command: printable(command(path, dir, args)), Dir: printable(dir)}, nil
}

// command is the name of an executable and of the first of its arguments that
// is a file: what exists on the disk is a path, and no secret.
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

// printable drops what would act on a terminal: a process names itself.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
}
