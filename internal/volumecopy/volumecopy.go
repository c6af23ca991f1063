// Package volumecopy copies volumes on the engine, with a program of an image that the
// engine has.
package volumecopy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Label is the label with [Copier.Key] on the containers that copy.
const Label = "sandbox.copy"

// Copier copies volumes on the engine of a project.
type Copier struct {
	Project  docker.Project
	Key      string   // of the instance that is locked for the copy
	Snapshot string   // id of the snapshot that gets the copies, "" for none
	Images   []string // that the engine may have; the likeliest to have cp come first
	Step     func(text string)
}

// Pair is a volume to copy, and the volume that gets the copy.
type Pair struct {
	From, To string
	Bytes    int64 // of the files, 0 if unknown
}

// Copy copies the files of a volume into an empty one, with their owners and modes.
// Without an image that has cp, the files pass through this machine.
func (c Copier) Copy(ctx context.Context, p Pair) error {
	from, to := docker.HelperFolder(0), docker.HelperFolder(1)
	h := docker.Helper{Program: "cp", Args: []string{"-a", from + "/.", to + "/"}, Volumes: []string{p.From, p.To}, ReadOnly: 1}
	err := c.run(ctx, h, func(id string) error { return c.follow(ctx, id, p) })
	if !errors.Is(err, errNoProgram) {
		return err
	}
	h.Program, h.Args = "none", nil
	return c.with(ctx, h, func(id string) error { return stream(ctx, c.Project, id, from, to) })
}

// errNoProgram is the error if no image has the program of a helper.
var errNoProgram = errors.New("no image on the engine has the program")

// run calls use with a helper of the first image that has the helper's program. Use
// must run the helper.
func (c Copier) run(ctx context.Context, h docker.Helper, use func(id string) error) error {
	for _, image := range c.Images {
		h.Image = image
		err := c.withImage(ctx, h, use)
		if err == nil || !lacks(err) {
			return err
		}
	}
	return errNoProgram
}

// with calls use with a helper of the first image that the engine has.
func (c Copier) with(ctx context.Context, h docker.Helper, use func(id string) error) error {
	for _, image := range c.Images {
		h.Image = image
		err := c.withImage(ctx, h, use)
		if err == nil || !strings.Contains(docker.Output(err), noImage) {
			return err
		}
	}
	return errors.New("the engine has no image of this stack to copy the volumes with; `mage sandbox:up` gets the images")
}

func (c Copier) withImage(ctx context.Context, h docker.Helper, use func(id string) error) error {
	h.Labels = map[string]string{Label: c.Key, docker.KeyLabel: c.Key}
	if c.Snapshot != "" {
		h.Labels[docker.SnapshotLabel] = c.Snapshot
	}
	id, err := c.Project.CreateHelper(ctx, h)
	if err != nil {
		return err
	}
	err = use(id)
	return errors.Join(err, c.Project.RemoveHelpers(context.WithoutCancel(ctx), "id="+id))
}

const noImage = "No such image"

// lacks reports whether a helper failed because its image or the program is missing.
func lacks(err error) bool {
	text := docker.Output(err)
	return strings.Contains(text, noImage) || strings.Contains(text, "executable file not found") || strings.Contains(text, "no such file or directory: unknown")
}

// pace is the time between two reports of the progress of a copy.
const pace = 2 * time.Second

// follow runs a helper that copies, and reports how far it is.
func (c Copier) follow(ctx context.Context, id string, p Pair) error {
	ended := make(chan error, 1)
	go func() {
		_, err := runHelper(ctx, c.Project, id)
		ended <- err
	}()
	report := time.NewTicker(pace)
	defer report.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-report.C:
			if text, err := inHelper(ctx, c.Project, id, "du", "-sk", docker.HelperFolder(1)); err == nil {
				c.Step(progress(p, kilobytes(string(text))))
			}
		}
	}
}

func progress(p Pair, copied int64) string {
	if p.Bytes == 0 {
		return fmt.Sprintf("volume %s: %s are copied", p.From, Size(copied))
	}
	return fmt.Sprintf("volume %s: %s of %s are copied", p.From, Size(min(copied, p.Bytes)), Size(p.Bytes))
}

// Size returns a number of bytes as people write it, such as 1.2 GB.
func Size(bytes int64) string {
	switch {
	case bytes < 1e6:
		return fmt.Sprintf("%d kB", (bytes+999)/1000)
	case bytes < 1e9:
		return fmt.Sprintf("%d MB", bytes/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}
