package docker

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Helper is a container that works on volumes. It runs a program of an image that the
// engine has, as root and without a network.
type Helper struct {
	Image, Program string
	Args           []string
	Labels         map[string]string
	Volumes        []string // mounted at [HelperFolder] 0, 1 and so on
	ReadOnly       int      // how many of the volumes, from the first, cannot be written to
}

// HelperFolder returns the folder in a helper where its nth volume is.
func HelperFolder(n int) string { return "/.sandbox-volume-" + strconv.Itoa(n) }

// CreateHelper creates a helper and returns its id. It never pulls an image.
func (p Project) CreateHelper(ctx context.Context, h Helper) (id string, err error) {
	args := []string{"create", "--pull", "never", "--network", "none", "--no-healthcheck", "--user", "0:0", "--entrypoint", h.Program}
	for _, name := range slices.Sorted(maps.Keys(h.Labels)) {
		args = append(args, "--label", name+"="+h.Labels[name])
	}
	for i, volume := range h.Volumes {
		mount := "type=volume,volume-nocopy,source=" + volume + ",destination=" + HelperFolder(i)
		if i < h.ReadOnly {
			mount += ",readonly"
		}
		args = append(args, "--mount", mount)
	}
	text, err := p.Output(ctx, slices.Concat(args, []string{h.Image}, h.Args)...)
	return strings.TrimSpace(string(text)), err
}

// RunHelper starts a helper and returns what it wrote to stdout when it has ended. The
// error holds what it wrote to stderr.
func (p Project) RunHelper(ctx context.Context, id string) ([]byte, error) {
	return p.Output(ctx, "start", "--attach", id)
}

// InHelper runs another program in a helper that runs.
func (p Project) InHelper(ctx context.Context, id string, args ...string) ([]byte, error) {
	return p.Output(ctx, slices.Concat([]string{"exec", id}, args)...)
}

// RemoveHelper kills and removes a helper, with the volumes that its image made.
func (p Project) RemoveHelper(ctx context.Context, id string) error {
	return p.remove(ctx, []string{id}, "rm", "--force", "--volumes")
}

// RemoveHelpers kills and removes the helpers with a label.
func (p Project) RemoveHelpers(ctx context.Context, label string) error {
	listed, err := p.Output(ctx, "ps", "--all", "--quiet", "--no-trunc", "--filter", "label="+label)
	if err != nil {
		return err
	}
	return p.remove(ctx, strings.Fields(string(listed)), "rm", "--force", "--volumes")
}

// StreamHelper copies the files of one folder of a helper to another through this
// machine, with their owners and modes. It needs no program in the helper's image.
func (p Project) StreamHelper(ctx context.Context, id, from, to string) error {
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	readArgs, writeArgs := []string{"cp", "--archive", id + ":" + from + "/.", "-"}, []string{"cp", "--archive", "-", id + ":" + to}
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

// Start starts stopped containers, in order.
func (p Project) Start(ctx context.Context, ids []string) error { return p.remove(ctx, ids, "start") }
