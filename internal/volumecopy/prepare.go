package volumecopy

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"sync/atomic"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// prepared is a copy of a volume that is ready to begin.
type prepared struct {
	Pair
	helpers []string // by id
	copy    func() error
	copied  func() (bytes int64, known bool) // how far it is
}

// script copies one folder into another, with the owners and modes, once it reads a line.
// It writes a line when it is ready. If its starter is killed, it ends without a copy.
const script = `command -v cp && read line && exec cp -a "$1" "$2"`

// prepare starts a helper of the first image that has sh and cp. Without such an image,
// the files will pass through this machine.
func (c Copier) prepare(ctx context.Context, p Pair) (prepared, error) {
	from, to := folder(0), folder(1)
	h := docker.Helper{
		Program: "sh", Args: []string{"-c", script, "sh", from + "/.", to + "/"},
		Mounts: []string{readOnly(p.From, 0), writable(p.To, 1)},
	}
	for _, image := range c.Images {
		h.Image = image
		id, err := c.create(ctx, h)
		if err == nil {
			copy, failed := startWaiting(ctx, c.Project, id)
			if err = failed; err == nil {
				return prepared{p, []string{id}, copy, func() (int64, bool) { return c.size(ctx, id) }}, nil
			}
			err = errors.Join(err, c.Project.RemoveHelpers(context.WithoutCancel(ctx), "id="+id))
		}
		if !lacks(err) {
			return prepared{}, err
		}
	}
	return c.prepareStream(ctx, p)
}

// size returns the size of the files that a helper has copied.
func (c Copier) size(ctx context.Context, id string) (bytes int64, known bool) {
	text, err := inHelper(ctx, c.Project, id, "du", "-sk", folder(1))
	return kilobytes(string(text)), err == nil
}

// prepareStream creates two helpers of the first image that the engine has, for a copy that
// needs no program in it.
func (c Copier) prepareStream(ctx context.Context, p Pair) (prepared, error) {
	for _, image := range c.Images {
		from, err := c.create(ctx, docker.Helper{Image: image, Program: "none", Mounts: []string{readOnly(p.From, 0)}})
		if err != nil && strings.Contains(docker.Output(err), noImage) {
			continue
		}
		if err != nil {
			return prepared{}, err
		}
		to, err := c.create(ctx, docker.Helper{Image: image, Program: "none", Mounts: []string{writable(p.To, 0)}})
		if err != nil {
			return prepared{helpers: []string{from}}, err
		}
		c.Step("no image of the stack has sh and cp, so the files of volume " + p.From + " pass through this machine")
		copied := new(atomic.Int64)
		return prepared{
			p, []string{from, to},
			func() error { return stream(ctx, c.Project, from, to, copied) },
			func() (int64, bool) { return copied.Load(), true },
		}, nil
	}
	return prepared{}, errors.New("the engine has no image of this stack to copy the volumes with; `mage sandbox:up` gets the images")
}

// startWaiting starts a helper of the [script], and returns when it is ready. Copy makes
// it copy, and returns when it has ended. The error of a helper without cp is [errNoProgram].
func startWaiting(ctx context.Context, p docker.Project, id string) (copy func() error, err error) {
	args := []string{"start", "--attach", "--interactive", id}
	cmd := p.Command(ctx, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	begin, ready, err := pipes(cmd)
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, p.Failure(args, "", err)
	}
	_, unready := bufio.NewReader(ready).ReadString('\n')
	end := func() error { err := cmd.Wait(); return p.Failure(args, said.String(), err) }
	if unready != nil {
		begin.Close()
		if err := end(); said.Len() > 0 {
			return nil, err
		}
		return nil, errNoProgram
	}
	return func() error {
		_, err := io.WriteString(begin, "\n")
		return errors.Join(end(), err)
	}, nil
}

func pipes(cmd *exec.Cmd) (in io.WriteCloser, out io.Reader, err error) {
	if in, err = cmd.StdinPipe(); err != nil {
		return nil, nil, err
	}
	out, err = cmd.StdoutPipe()
	return in, out, err
}
