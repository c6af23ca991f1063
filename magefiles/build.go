//go:build mage

package main

import (
	"context"
	"errors"
	"os"

	"github.com/seed-491dada8/sandbox/internal/mage/mainfile"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Generate writes the main file of cmd/sandbox and its table of targets anew, from its magefile.
//
// Exit codes: 0 written; 1 they could not be.
func Generate(ctx context.Context) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	source, err := mainfile.Generate(ctx, "cmd/sandbox", "sandbox")
	if err != nil {
		return err
	}
	table, err := mainfile.Table("cmd/sandbox", "sandbox")
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile("cmd/sandbox/main.go", source, 0o644),
		os.WriteFile("cmd/sandbox/table.go", table, 0o644),
	)
}
