package bootstrap

import (
	"syscall"
	"testing"
	"time"
)

func TestTargetEndsWhenItsParentIsKilled(t *testing.T) {
	t.Parallel()
	f := follow(t, newSignalledModule(t), "heedless")
	f.cmd.Process.Kill()
	gone := make(chan struct{})
	go func() {
		f.stdout.Scan() // ends when the target does, because it holds the other end of the pipe
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(2 * time.Minute):
		t.Error("the target outlives its parent")
		syscall.Kill(f.pid, syscall.SIGKILL)
		<-gone
	}
	f.cmd.Wait()
}
