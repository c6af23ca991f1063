package targets

import (
	"context"
	"errors"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Status shows the instance, its containers, and every URL with its live state.
//
//	mage sandbox:status
//	mage sandbox:status -watch
//	mage sandbox:status -json
//
// Exit codes: 0 shown, in whatever state the instance is; 1 there is no instance, or no engine answers.
func Status(ctx context.Context,
	watch *bool, // show it again every second, until Ctrl-C
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	switch {
	case value(watch) && value(json):
		return run(ctx, true, noWatch, (*console.Console).Status)
	case value(watch):
		return with(ctx, watchStatus)
	default:
		return run(ctx, value(json), sandbox.Sandbox.Status, (*console.Console).Status)
	}
}

// noWatch refuses to watch an instance for a program.
func noWatch(sandbox.Sandbox, context.Context) (report.Status, error) {
	return refuse(report.NewStatus(), errors.New("-watch is for people and -json for programs; call `mage sandbox:status -json` again and again instead"))
}

// watchStatus shows the instance once a second until Ctrl-C, which is no error.
func watchStatus(ctx context.Context, s sandbox.Sandbox, c *console.Console) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	watch := c.Watch()
	for {
		status, err := s.Status(ctx)
		if ctx.Err() != nil { // Ctrl-C may have ended a command that Status ran
			return nil
		}
		if err != nil {
			return err
		}
		watch.Show(status)
		select {
		case <-ctx.Done():
			return nil
		case <-second.C:
		}
	}
}
