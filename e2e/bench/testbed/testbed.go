// Package testbed creates an instance of the default stack for measurements only, and
// runs commands on it.
package testbed

import (
	"context"
	"encoding/json"
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
	"github.com/seed-491dada8/sandbox/report"
)

// removeTimeout bounds the removal of the testbed.
const removeTimeout = time.Minute

// Testbed is an instance of the default stack in a temporary directory.
type Testbed struct {
	Dir       string            // of the instance
	ID        string            // of the instance
	Variables map[string]string // of its .env.sandbox; nil before Prepare
	Services  []string          // that Compose starts

	files string // COMPOSE_FILE, once the instance has been started

	top  string // temporary directory that holds everything
	root string // of the module; found by Prepare
	home string // replaces the user's home, so that the user's slots and history stay untouched
	mage string // the compiled magefile
}

// New makes the testbed's directories.
func New() (*Testbed, error) {
	top, err := os.MkdirTemp("", "sandbox-bench-")
	if err != nil {
		return nil, err
	}
	id := instance.Slug(filepath.Base(top))
	in := &Testbed{
		top: top, ID: id,
		Dir: filepath.Join(top, id), home: filepath.Join(top, "home"), mage: filepath.Join(top, "magefile"),
	}
	if err := errors.Join(os.Mkdir(in.Dir, 0o755), os.Mkdir(in.home, 0o755)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(top))
	}
	return in, nil
}

// Prepare copies the module that holds the working directory, makes the copy an
// instance, and builds its image by a first start.
func (in *Testbed) Prepare(ctx context.Context) error {
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
	if err := Finish(compile); err != nil {
		return err
	}
	if err := in.Run(ctx, "sandbox:init", "-name="+in.ID, "-slot="+slot); err != nil {
		return err
	}
	if in.Variables, err = godotenv.Read(filepath.Join(in.Dir, instance.File)); err != nil {
		return err
	}
	services, err := proc.Output(in.Docker(ctx, "compose", "config", "--services"))
	if err != nil {
		return err
	}
	in.Services = strings.Fields(services)
	if err := in.Run(ctx, "sandbox:up"); err != nil {
		return err
	}
	in.files, err = in.composeFiles(ctx)
	return err
}

// composeFiles returns the COMPOSE_FILE that `mage sandbox:env` gives to a shell. Without the
// overlay among them, docker compose would make containers that bear no key.
func (in *Testbed) composeFiles(ctx context.Context) (string, error) {
	text, err := proc.Output(in.Compiled(ctx, "sandbox:env", "-json"))
	if err != nil {
		return "", err
	}
	var env report.Env
	err = json.Unmarshal([]byte(text), &env)
	return env.Variables["COMPOSE_FILE"], err
}

// slot is one that no other test of the machine takes: some take the lowest free one, others
// begin at the highest. In a multiple of ten, the ports of the workers would be those of a
// derived instance in a low slot: 5000+10*20+3 is 5003+100*2.
const slot = "19"

// Down stops the stack and deletes its volumes, so that the next start is cold. Those that
// Docker Compose has made bear no key, and sandbox:down keeps them.
func (in *Testbed) Down(ctx context.Context) error {
	if err := in.Run(ctx, "sandbox:down", "-volumes", "-yes"); err != nil {
		return err
	}
	return Finish(in.Docker(ctx, "compose", "down", "--volumes"))
}

// Remove removes everything that Prepare and the starts made.
func (in *Testbed) Remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, removeTimeout)
	defer cancel()
	var err error
	if in.Variables != nil {
		err = in.removeStack(ctx)
	}
	return errors.Join(err, os.RemoveAll(in.top))
}

// removeStack tries until ctx is done. After an interrupted command the engine may
// still be busy, and refuses to remove objects in use.
func (in *Testbed) removeStack(ctx context.Context) error {
	for {
		err := errors.Join(in.Down(ctx), in.removeImages(ctx), in.wantNothing(ctx))
		if err == nil {
			return nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return err
		}
	}
}

// removeImages removes the images that the testbed has built.
func (in *Testbed) removeImages(ctx context.Context) error {
	names := []string{in.FaultsImage()}
	for _, image := range ktrdr.Default().Images {
		names = append(names, image.Repository+":"+in.ID)
	}
	for _, name := range names {
		id, err := proc.Output(in.Docker(ctx, "image", "ls", "-q", name))
		if err != nil {
			return err
		}
		if id == "" {
			continue
		}
		// -f removes only the name if the containers of another instance use the same
		// image.
		if err := Finish(in.Docker(ctx, "image", "rm", "-f", name)); err != nil {
			return err
		}
	}
	return nil
}

// wantNothing returns an error if the engine still has an object of the instance.
func (in *Testbed) wantNothing(ctx context.Context) error {
	for _, list := range [][]string{{"ps", "-aq"}, {"volume", "ls", "-q"}, {"network", "ls", "-q"}} {
		left, err := proc.Output(in.Docker(ctx, append(list, "--filter", "label=com.docker.compose.project="+in.ID)...))
		if err != nil {
			return err
		}
		if left != "" {
			return fmt.Errorf("docker %s still lists %s", strings.Join(list, " "), strings.Join(strings.Fields(left), ", "))
		}
	}
	return nil
}
