package targets

import (
	"context"

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
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	watch *bool, // show it again every second, until Ctrl-C
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	flags := shared{instance: instance, json: json}
	if value(watch) {
		return watched(ctx, flags, report.NewStatus, sandbox.Sandbox.Status, (*console.Console).Status)
	}
	return run(ctx, flags, report.NewStatus, sandbox.Sandbox.Status, (*console.Console).Status)
}
