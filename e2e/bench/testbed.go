package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// removeTimeout bounds the removal of all that was made.
const removeTimeout = time.Minute

// testbed is an instance of the default stack that exists for the measurements
// alone.
type testbed struct {
	top  string // temporary directory that holds all that follows
	root string // of the module; found by prepare
	dir  string // of the instance
	home string // in place of the user's own, so that no slot and no history of theirs is touched
	mage string // the compiled magefile
	id   string

	variables map[string]string // of its .env.sandbox; nil until there is one
	services  []string
}

// newTestbed makes its directories.
func newTestbed() (*testbed, error) {
	top, err := os.MkdirTemp("", "sandbox-bench-")
	if err != nil {
		return nil, err
	}
	id := instance.Slug(filepath.Base(top))
	in := &testbed{
		top: top, id: id,
		dir: filepath.Join(top, id), home: filepath.Join(top, "home"), mage: filepath.Join(top, "magefile"),
	}
	if err := errors.Join(os.Mkdir(in.dir, 0o755), os.Mkdir(in.home, 0o755)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(top))
	}
	return in, nil
}

// prepare makes it an instance of the module that holds the working directory,
// as it stands there now, and builds its image by a first start.
func (in *testbed) prepare(ctx context.Context) error {
	module, err := proc.Output(proc.Command(ctx, "go", "env", "GOMOD"))
	if err != nil {
		return err
	}
	in.root = filepath.Dir(module)
	if err := in.copyModule(ctx, in.root); err != nil {
		return fmt.Errorf("copy the module: %w", err)
	}
	if err := in.copyImages(); err != nil {
		return err
	}
	compile := proc.Command(ctx, "go", "tool", "mage", "-compile", in.mage)
	compile.Dir = in.root
	if err := finish(compile); err != nil {
		return err
	}
	if err := in.target(ctx, "sandbox:init", "-name="+in.id); err != nil {
		return err
	}
	if in.variables, err = godotenv.Read(filepath.Join(in.dir, instance.File)); err != nil {
		return err
	}
	services, err := proc.Output(in.docker(ctx, "compose", "config", "--services"))
	if err != nil {
		return err
	}
	in.services = strings.Fields(services)
	return in.target(ctx, "sandbox:up")
}

// down makes the next start a cold one.
func (in *testbed) down(ctx context.Context) error {
	return in.target(ctx, "sandbox:down", "-volumes", "-yes")
}

// remove leaves nothing behind of what prepare and the starts made.
func (in *testbed) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, removeTimeout)
	defer cancel()
	var err error
	if in.variables != nil {
		err = in.removeStack(ctx)
	}
	return errors.Join(err, os.RemoveAll(in.top))
}

// removeStack tries more than once: after an interrupted command the engine may
// still be at work, and what it holds cannot be removed.
func (in *testbed) removeStack(ctx context.Context) error {
	for {
		err := errors.Join(in.down(ctx), in.removeImages(ctx), in.wantNothing(ctx))
		if err == nil {
			return nil
		}
		sleep(ctx, time.Second)
		if ctx.Err() != nil {
			return err
		}
	}
}

func (in *testbed) removeImages(ctx context.Context) error {
	names := []string{in.faultsImage()}
	for _, image := range ktrdr.Default().Images {
		names = append(names, image.Repository+":"+in.id)
	}
	for _, name := range names {
		id, err := proc.Output(in.docker(ctx, "image", "ls", "-q", name))
		if err != nil {
			return err
		}
		if id == "" {
			continue
		}
		// By force, and yet no more than the name: another instance that built
		// the same image may run by it, and keeps it.
		if err := finish(in.docker(ctx, "image", "rm", "-f", name)); err != nil {
			return err
		}
	}
	return nil
}

// wantNothing returns an error if the engine still has something of the instance.
func (in *testbed) wantNothing(ctx context.Context) error {
	for _, list := range [][]string{{"ps", "-aq"}, {"volume", "ls", "-q"}, {"network", "ls", "-q"}} {
		left, err := proc.Output(in.docker(ctx, append(list, "--filter", "label=com.docker.compose.project="+in.id)...))
		if err != nil {
			return err
		}
		if left != "" {
			return fmt.Errorf("docker %s still lists %s", strings.Join(list, " "), strings.Join(strings.Fields(left), ", "))
		}
	}
	return nil
}
