package sandbox

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/adopt"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/report"
)

// AdoptOptions say which files to write.
type AdoptOptions struct {
	// Write adds the files of an instance to .gitignore.
	Write bool
	// Magefile is a directory, relative to the project's, that gets a Go module with a
	// magefile; empty means none. It needs Write.
	Magefile string
}

// Adopt returns the stack that would be derived from the Compose files of the directory,
// also if one is declared. It needs neither an instance nor an engine, and never changes a
// Compose file.
func (s Sandbox) Adopt(ctx context.Context, options AdoptOptions) (report.Adopt, error) {
	document := report.NewAdopt()
	return conclude(ctx, document, s.adopt(ctx, options, document))
}

func (s Sandbox) adopt(ctx context.Context, options AdoptOptions, document *report.Adopt) error {
	if options.Magefile != "" && !options.Write {
		return errors.New("-magefile names where to write a magefile; add -write")
	}
	dir, err := instance.Real(s.dir())
	if err != nil {
		return err
	}
	id, err := provision.ID("", dir)
	if err != nil {
		return err
	}
	if err := adopt.Describe(ctx, dir, id, document); err != nil {
		return err
	}
	if !options.Write {
		document.Next = append([]report.Command{{Line: "mage sandbox:adopt -write", Does: "have git ignore the files of an instance"}}, adopt.Next(dir, "")...)
		return nil
	}
	document.Next = adopt.Next(dir, options.Magefile)
	return adopt.Write(dir, id, options.Magefile, document)
}
