package claims

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// LockPorts waits until no other command chooses ports on the host. The lock ends
// with the process at the latest.
func LockPorts(ctx context.Context, host string) (release func(), err error) {
	register, err := Open(host)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the ports: %w", err)
	}
	if err := os.MkdirAll(register.dir, 0o700); err != nil {
		return nil, fmt.Errorf("the home %s cannot be written: %w; set %s to a directory that can", register.dir, err, instance.HomeVariable)
	}
	lock := textfile.Lock(filepath.Join(register.dir, "ports.lock"))
	held, err := lock.TryLockContext(ctx, 20*time.Millisecond)
	if err == nil && !held {
		err = errors.New("it is held by another command")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot lock the ports in %s: %w", register.dir, err)
	}
	return func() { _ = lock.Unlock() }, nil
}

// ClaimedPorts returns the ports of all claims on a host except the claim with the
// key. Ports of deleted directories count, because their containers may still run.
func ClaimedPorts(known []Claim, host, key string) map[int]bool {
	claimed := make(map[int]bool)
	for _, c := range known {
		if c.Host != host || key != "" && c.Key == key {
			continue
		}
		for _, port := range c.Ports {
			claimed[port] = true
		}
	}
	return claimed
}
