package targets

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Adopt shows what would be derived from the Compose file: ports, checks, what is shared, what is to be decided.
//
// It needs neither an instance nor a Docker engine. It never changes a Compose file, nor a file that exists and is not its own.
//
//	mage sandbox:adopt
//	mage sandbox:adopt -write
//	mage sandbox:adopt -write -magefile=tools/sandbox
//
// Exit codes: 0 shown, and written if asked; 1 the Compose file cannot be read, or a file is in the way.
func Adopt(ctx context.Context,
	write *bool, // have git ignore the files of an instance
	magefile *string, // with -write: a directory such as . or tools/sandbox that gets a magefile in a Go module of its own
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{json: json}, report.NewAdopt, func(s sandbox.Sandbox, ctx context.Context) (report.Adopt, error) {
		return s.Adopt(ctx, sandbox.AdoptOptions{Write: value(write), Magefile: value(magefile)})
	}, (*console.Console).Adopt)
}
