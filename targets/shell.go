package targets

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Shell runs a shell in a service, on this terminal: bash if the service has it, otherwise sh.
//
//	mage sandbox:shell db
//	mage sandbox:shell db -instance=feat-x
//	echo 'df -h' | mage sandbox:shell db
//
// Of a service with several containers it takes the first that runs.
//
// Exit codes: 0 the session ended, or the script from stdin succeeded; 1 the script failed, the service does not run or has no shell.
func Shell(ctx context.Context,
	service string,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
) error {
	return with(ctx, shared{instance: instance}, func(ctx context.Context, s sandbox.Sandbox, _ *console.Console) error {
		return s.Shell(ctx, sandbox.ShellOptions{Service: service})
	})
}

// Path shows the directory of an instance on one line, for cd "$(mage sandbox:path feat-x)".
//
// The instance is named by its id or by the end of it: feat-x stands for repo--feat-x.
//
//	mage sandbox:path feat-x
//	cd "$(mage sandbox:path feat-x)"
//
// Exit codes: 0 shown; 1 there is no such instance, or several.
func Path(ctx context.Context,
	instance string,
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance: &instance, json: json}, report.NewPath, sandbox.Sandbox.Path, (*console.Console).Path)
}
