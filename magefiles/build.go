//go:build mage

package main

import (
	"cmp"
	"context"
	"errors"
	"os"

	"github.com/seed-491dada8/sandbox/internal/mage/mainfile"
	"github.com/seed-491dada8/sandbox/internal/mage/release"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Generate writes the main file of cmd/sandbox and its table of targets anew, from its magefile.
//
// Exit codes: 0 written; 1 they could not be written.
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

// Build builds the program for Linux, macOS and Windows into dist, with checksums.
//
// Exit codes: 0 built; 1 it could not be built.
func Build(ctx context.Context,
	version *string, // what the program says of itself, such as v1.2.3; by default the version of this module
) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	return release.Release{
		Module: ".", Dir: "dist", Version: cmp.Or(value(version), "v"+sandbox.Version),
		Platforms: release.Platforms(), Out: os.Stdout,
	}.Build(ctx)
}
