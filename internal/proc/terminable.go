package proc

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Terminable returns a copy of ctx that SIGTERM cancels too, as a cancelled CI job
// sends it, and SIGHUP unless nohup ignores that. Mage itself cancels ctx on
// SIGINT alone.
func Terminable(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(ctx, signals...)
}
