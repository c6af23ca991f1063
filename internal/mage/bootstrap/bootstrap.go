// Package bootstrap runs mage for many concurrent callers. It compiles once for each state of the sources, notices every
// edit, and passes each signal to the target exactly once.
package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/magefile/mage/mage"

	"github.com/seed-491dada8/sandbox/internal/called"
)

// Main runs mage with args, the command line without the program's name, in the module that contains the working
// directory. It returns the exit code: the target's own, 128+n if signal n ended the target, or 1 if the magefiles do
// not compile.
func Main(args []string) int {
	if err := os.Setenv(called.Variable, callForm(os.Args[0])); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		return 1
	}
	inv, command, err := mage.Parse(os.Stderr, io.Discard, args)
	root, found := moduleRoot()
	if err != nil || !found || inv.Dir != "" || !readsMagefiles(command) {
		return mage.ParseAndRun(os.Stdout, os.Stderr, os.Stdin, args)
	}

	code, err := execute(inv, command, root)
	var told exitCode
	switch {
	case errors.As(err, &told):
		return int(told)
	case err != nil:
		fmt.Fprintln(os.Stderr, "Error:", err)
		return 1
	}
	return code
}

// callForm returns the form in which the user called this program. `go run` and `go
// tool` pass only the base name.
func callForm(program string) string {
	if strings.TrimSuffix(filepath.Base(program), ".exe") == "magefile" {
		return "go run magefile.go"
	}
	return "go tool mage"
}

// exitCode is an exit without a further message: the user has seen the error, or
// asked for the end.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func readsMagefiles(command mage.Command) bool {
	return command == mage.None || command == mage.CompileStatic || command == mage.Clean
}

// moduleRoot finds the nearest directory, from the working directory up, that contains both go.mod and
// magefiles.
func moduleRoot() (root string, found bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		_, errMod := os.Stat(filepath.Join(dir, "go.mod"))
		magefiles, errMage := os.Stat(filepath.Join(dir, mage.MagefilesDirName))
		if errMod == nil && errMage == nil && magefiles.IsDir() {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

func execute(inv mage.Invocation, command mage.Command, root string) (int, error) {
	store, err := openCache()
	if err != nil {
		return 0, err
	}
	if inv, err = enter(inv, root); err != nil {
		return 0, err
	}
	if command == mage.Clean {
		return 0, store.clean(inv.Stdout)
	}
	if inv.List || inv.Help || inv.Autocomplete {
		return mage.Invoke(inv), nil // parses only, and generates and compiles nothing
	}

	ctx, stop := interruptible()
	defer stop()
	if command == mage.CompileStatic {
		return 0, store.exclusively(ctx, root, func() error { return invoke(ctx, inv) })
	}
	binary, err := store.binary(ctx, inv, root)
	if err != nil {
		return 0, err
	}
	return run(ctx, inv, binary)
}

// enter changes to the module's root, where targets run, and completes inv for mage.Invoke and run.
func enter(inv mage.Invocation, root string) (mage.Invocation, error) {
	workDir := root
	if inv.WorkDir != "" {
		var err error
		if workDir, err = filepath.Abs(inv.WorkDir); err != nil {
			return inv, err
		}
	}
	inv.WorkDir = workDir
	inv.Stdin, inv.Stdout, inv.Stderr = os.Stdin, os.Stdout, os.Stderr
	inv.HashFast = false // mage's own hash misses edits outside magefiles
	return inv, os.Chdir(root)
}

// interruptible returns a context that a termination signal cancels, with the matching exitCode as its cause. The signal
// stays caught until the process ends, because `go tool` reports success for a tool that dies of a signal.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, caught(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)...)
	go func() {
		select {
		case sig := <-signals:
			cancel(exitCode(128 + int(sig.(syscall.Signal))))
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// caught returns the signals to catch. It omits SIGHUP if nohup ignores it, because catching it would undo nohup. It keeps
// SIGINT even if ignored: a shell script ignores SIGINT in its background commands, yet ends a following target with it.
func caught(signals ...os.Signal) []os.Signal {
	return slices.DeleteFunc(signals, func(sig os.Signal) bool { return sig == syscall.SIGHUP && signal.Ignored(sig) })
}
