package proc

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Terminable returns a copy of ctx that is also cancelled by SIGTERM, which a
// cancelled CI job sends, and by SIGHUP unless nohup ignores it. Mage cancels ctx
// on SIGINT only.
func Terminable(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(ctx, signals...)
}
