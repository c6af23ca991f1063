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
	Options  map[string]string // driver options of the volume that gets the copy
	Bytes    int64             // of the files, 0 if unknown
}

// CopyAll copies volumes into empty ones, while hold keeps their files from changing.
// What copies is started before, so that they are held no longer than the copies take.
func (c Copier) CopyAll(ctx context.Context, pairs []Pair, hold func(context.Context) (resume func(context.Context) error, err error)) (err error) {
	var all []prepared
	defer func() {
		for _, p := range all {
			for _, id := range p.helpers {
				err = errors.Join(err, c.Project.RemoveHelpers(context.WithoutCancel(ctx), "id="+id))
			}
		}
	}()
	for _, pair := range pairs {
		p, err := c.prepare(ctx, pair)
		all = append(all, p)
		if err != nil {
			return fmt.Errorf("cannot copy volume %s: %w", pair.From, err)
		}
	}
	resume, err := hold(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.copyAll(ctx, all), resume(context.WithoutCancel(ctx)))
}

func (c Copier) copyAll(ctx context.Context, all []prepared) error {
	for _, p := range all {
		c.Step("copying volume " + p.From + " (" + Size(p.Bytes) + ")")
		if err := c.follow(ctx, p); err != nil {
			return fmt.Errorf("cannot copy volume %s: %w", p.From, err)
		}
		c.Step("volume " + p.From + " is copied")
	}
	return nil
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

func (c Copier) withImage(ctx context.Context, h docker.Helper, use func(id string) error) error {
	id, err := c.create(ctx, h)
	if err != nil {
		return err
	}
	err = use(id)
	return errors.Join(err, c.Project.RemoveHelpers(context.WithoutCancel(ctx), "id="+id))
}

// create creates a helper that bears the labels of the copy.
func (c Copier) create(ctx context.Context, h docker.Helper) (id string, err error) {
	h.Labels = map[string]string{Label: c.Key, docker.KeyLabel: c.Key}
	if c.Snapshot != "" {
		h.Labels[docker.SnapshotLabel] = c.Snapshot
	}
	return c.Project.CreateHelper(ctx, h)
}

const noImage = "No such image"

// lacks reports whether a helper failed because its image or the program is missing.
func lacks(err error) bool {
	text := docker.Output(err)
	return errors.Is(err, errNoProgram) || strings.Contains(text, noImage) || strings.Contains(text, "executable file not found") || strings.Contains(text, "no such file or directory: unknown")
}

// pace is the time between two reports of the progress of a copy.
const pace = 2 * time.Second

// follow makes a copy, and reports how far it is.
func (c Copier) follow(ctx context.Context, p prepared) error {
	ended := make(chan error, 1)
	go func() { ended <- p.copy() }()
	report := time.NewTicker(pace)
	defer report.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-report.C:
			if bytes, known := p.copied(); known {
				c.Step(progress(p.Pair, bytes))
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
