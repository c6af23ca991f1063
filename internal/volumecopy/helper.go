package volumecopy

import (
	"bytes"
	"context"
	"os"
	"path"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// runHelper starts a helper and returns what it wrote to stdout when it has ended. The
// error holds what it wrote to stderr.
func runHelper(ctx context.Context, p docker.Project, id string) ([]byte, error) {
	return p.Output(ctx, "start", "--attach", id)
}

// inHelper runs another program in a helper that runs.
func inHelper(ctx context.Context, p docker.Project, id string, args ...string) ([]byte, error) {
	return p.Output(ctx, slices.Concat([]string{"exec", id}, args)...)
}

// stream copies one folder of a helper over another of the same name, through this
// machine, with their owners and modes. It needs no program in the helper's image.
func stream(ctx context.Context, p docker.Project, id, from, to string) error {
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	readArgs, writeArgs := []string{"cp", id + ":" + from, "-"}, []string{"cp", "-", id + ":" + path.Dir(to)}
	var readErrors, writeErrors bytes.Buffer
	read, write := p.Command(ctx, readArgs...), p.Command(ctx, writeArgs...)
	read.Stdout, read.Stderr = writer, &readErrors
	write.Stdin, write.Stderr = reader, &writeErrors
	if err := read.Start(); err != nil {
		writer.Close()
		return p.Failure(readArgs, "", err)
	}
	writer.Close()
	err = write.Run()
	failed := p.Failure(writeArgs, writeErrors.String(), err)
	reader.Close()
	if err := read.Wait(); err != nil {
		return p.Failure(readArgs, readErrors.String(), err)
	}
	return failed
}
