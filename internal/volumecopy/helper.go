package volumecopy

import (
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"sync/atomic"

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

// stream copies the first folder of one helper over that of another, through this machine,
// with the owners and modes, and counts the bytes in copied. It needs no program in the
// helpers' image. They are two: the engine locks a container while files are copied from
// or to it.
func stream(ctx context.Context, p docker.Project, from, to string, copied *atomic.Int64) error {
	readArgs, writeArgs := []string{"cp", from + ":" + folder(0), "-"}, []string{"cp", "-", to + ":" + path.Dir(folder(0))}
	var readErrors, writeErrors bytes.Buffer
	read, write := p.Command(ctx, readArgs...), p.Command(ctx, writeArgs...)
	read.Stderr, write.Stderr = &readErrors, &writeErrors
	files, err := read.StdoutPipe()
	if err == nil {
		err = read.Start()
	}
	if err != nil {
		return p.Failure(readArgs, "", err)
	}
	write.Stdin = counter{files, copied}
	err = write.Run()
	failed := p.Failure(writeArgs, writeErrors.String(), err)
	files.Close()
	if err := read.Wait(); err != nil {
		return p.Failure(readArgs, readErrors.String(), err)
	}
	return failed
}

// counter counts the bytes that are read.
type counter struct {
	io.Reader
	bytes *atomic.Int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}
