package sandbox

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
)

// NoLines is the [LogsOptions.Tail] that leaves out all lines written so far.
const NoLines = compose.NoLines

// LogsOptions say which log lines to write, and where.
type LogsOptions struct {
	Services []string  // empty means all
	Follow   bool      // go on until ctx ends
	Tail     int       // the last lines of each service; 0 means all
	Since    time.Time // zero means from the beginning
	Colours  bool      // colour the names of the services
	// Out receives the lines, and Errors what docker writes to stderr. Nil discards them.
	Out, Errors io.Writer
}

// Logs writes the log lines of the services. With options.Follow it goes on until
// ctx ends, which is no error.
func (s Sandbox) Logs(ctx context.Context, options LogsOptions) error {
	err := s.logs(ctx, options)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s Sandbox) logs(ctx context.Context, options LogsOptions) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := checkServices(w, options.Services); err != nil {
		return err
	}
	containers, err := ownContainers(ctx, w)
	if err != nil {
		return err
	}
	if len(containers) == 0 {
		s.step("instance %s is not started, and has no logs; `mage sandbox:up` starts it", w.Instance.ID)
		return nil
	}
	if left := withoutLogs(w.Config); len(options.Services) == 0 && len(left) > 0 {
		s.step("left out, as the Compose file says attach: false: %s; `mage sandbox:logs -service=%s` shows them", strings.Join(left, ", "), strings.Join(left, ","))
	}
	return w.Project.Logs(ctx, options.Out, options.Errors, compose.LogOptions{
		Services: options.Services, Follow: options.Follow, Tail: options.Tail, Since: options.Since, Colours: options.Colours,
	})
}

// withoutLogs returns the services whose logs Compose shows only where they are named.
func withoutLogs(config compose.Config) []string {
	return slices.DeleteFunc(config.Names(), func(name string) bool {
		attach := config.Services[name].Attach
		return attach == nil || *attach
	})
}
