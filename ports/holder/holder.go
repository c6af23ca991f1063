// Package holder names the processes that hold ports.
package holder

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/shirou/gopsutil/v4/net"

	"github.com/seed-491dada8/sandbox/ports"
)

// Process is a process that holds a port.
type Process struct {
	PID int
	// Command is the executable's name. For an interpreter, the script's name
	// follows: "node server.js". No other argument is shown, because any of them
	// may be a secret. Command is "" where the system hides it.
	Command string
	// Dir is the working directory, which often identifies the project. It is ""
	// where the system hides it.
	Dir string
}

// String returns text such as "node server.js (pid 4242) in /home/me/project".
func (p Process) String() string {
	text := fmt.Sprintf("%s (pid %d)", cmp.Or(p.Command, "a process"), p.PID)
	if p.Dir != "" {
		text += " in " + p.Dir
	}
	return text
}

// findTimeout bounds [Find], which only makes an error more helpful. Find takes
// less than a tenth of a second on Linux; lsof may take seconds elsewhere.
const findTimeout = 5 * time.Second

// Find returns the process that holds each of the taken bindings, in one pass over
// the system's sockets. A binding that is missing from the result has an unknown
// holder: for users other than root, most systems show other users' sockets without
// their process. [Command] returns the command to run then.
//
// A published port of a container is held by the engine or its helper, such as
// docker-proxy. A caller that knows an engine asks the engine first.
func Find(ctx context.Context, taken []ports.Binding) map[ports.Binding]Process {
	ctx, cancel := context.WithTimeout(ctx, findTimeout)
	defer cancel()
	found := make(chan map[ports.Binding]Process, 1)
	// Reading another process's state can hang in the kernel, whatever ctx says.
	go func() { found <- find(ctx, taken) }()
	select {
	case held := <-found:
		return held
	case <-ctx.Done():
		return nil
	}
}

func find(ctx context.Context, taken []ports.Binding) map[ports.Binding]Process {
	held := make(map[ports.Binding]Process)
	sockets, err := net.ConnectionsWithContext(ctx, "inet")
	if err != nil {
		return held
	}
	for _, b := range taken {
		if ctx.Err() != nil {
			break
		}
		pid := holderOf(sockets, b)
		if pid == 0 {
			continue
		}
		if p, err := describe(ctx, pid); err == nil {
			held[b] = p
		}
	}
	return held
}
