package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup"
	"github.com/seed-491dada8/sandbox/ktrdr/standin"
)

// Suite selects the engine and Compose for the e2e tests. Missing programs are
// built once.
type Suite struct {
	Engine  string    // "current", or "" for the machine's
	Compose string    // "2.40", or "" for the machine's
	Out     io.Writer // receives the progress and the output of the tests
}

const (
	// variable holds the name of the engine that the tests run on.
	variable = "E2E_ENGINE"

	// cleanWithin is the time that interrupted tests have to clean up.
	cleanWithin = time.Minute
)

// RunAll runs the suite with the machine's programs. If a current engine and Compose 2.40 are built already, it runs
// the suite with these too.
func RunAll(ctx context.Context, out io.Writer) error {
	if err := (Suite{Out: out}).Run(ctx); err != nil {
		return err
	}
	steps := setup.Steps{Out: out}
	if !currentEngine().done() || !compose240().done() {
		steps.Say("e2e: to run it on other versions too, build them once: mage e2e -engine=current -compose=2.40")
		return nil
	}
	steps.Say("e2e: once more, on %s with %s", currentEngine().what, compose240().what)
	return Suite{Engine: "current", Compose: "2.40", Out: out}.Run(ctx)
}

// Run runs the suite.
func (s Suite) Run(ctx context.Context) (err error) {
	if s.Engine != "" && s.Engine != "current" {
		return fmt.Errorf("-engine=%s: use current, or omit the flag for the machine's engine", s.Engine)
	}
	if s.Compose != "" && s.Compose != "2.40" {
		return fmt.Errorf("-compose=%s: use 2.40, or omit the flag for the machine's Compose", s.Compose)
	}
	if err := ensurePackages(ctx, setup.Steps{Out: s.Out}); err != nil {
		return err
	}
	var plugin string
	if s.Compose != "" {
		if plugin, err = s.compose(ctx); err != nil {
			return err
		}
	}
	if s.Engine == "" {
		return s.testHere(ctx, plugin)
	}
	return s.testOnCurrent(ctx, plugin)
}

// compose returns the path of the older Compose plugin, which it builds if needed.
func (s Suite) compose(ctx context.Context) (string, error) {
	dir, err := compose240().dir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "docker-compose"), compose240().ensure(ctx, setup.Steps{Out: s.Out})
}

// testHere runs the tests on the machine's engine with a Compose plugin; "" is the machine's.
func (s Suite) testHere(ctx context.Context, plugin string) (err error) {
	if plugin == "" {
		return s.test(ctx, os.Environ())
	}
	c, err := newClient("")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.dir)) }()
	if err := c.useCompose(plugin); err != nil {
		return err
	}
	return s.test(ctx, append(os.Environ(), "DOCKER_CONFIG="+c.dir))
}

// testOnCurrent runs the tests in the network of a current engine with the stack's images.
func (s Suite) testOnCurrent(ctx context.Context, plugin string) (err error) {
	if !canStart() {
		return ErrNotHere
	}
	steps := setup.Steps{Out: s.Out}
	if err := currentEngine().ensure(ctx, steps); err != nil {
		return err
	}
	var e *Engine
	err = steps.Do("starting "+currentEngine().what+", and copying the stack's images to it", func() (err error) {
		e, err = startCurrent(ctx)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Stop()) }()
	c, err := newClient(e.dir)
	if err != nil {
		return err
	}
	if err := c.useEngine(ctx, e); err != nil {
		return err
	}
	if plugin != "" {
		if err := c.useCompose(plugin); err != nil {
			return err
		}
	}
	env := append(os.Environ(), "DOCKER_CONFIG="+c.dir, "DOCKER_HOST=", "DOCKER_CONTEXT=", variable+"="+s.Engine)
	return s.test(ctx, env, "-exec", strings.Join(e.Inside(), " "))
}

func startCurrent(ctx context.Context) (*Engine, error) {
	programs, err := currentPrograms()
	if err != nil {
		return nil, err
	}
	images, err := StackImages(ctx)
	if err != nil {
		return nil, err
	}
	// The engine's network has no way out, so all modules must be downloaded before.
	for dir, packages := range map[string][]string{"ktrdr/app": {"."}, "e2e/testdata/servers": {"./grpchealth", "github.com/nats-io/nats-server/v2"}} {
		if _, err := proc.Output(proc.Command(ctx, "go", append([]string{"list", "-C", dir, "-deps"}, packages...)...)); err != nil {
			return nil, err
		}
	}
	e, err := Start(ctx, Options{Programs: programs})
	if err != nil {
		return nil, err
	}
	if err := e.Load(ctx, images...); err != nil {
		return nil, errors.Join(err, e.Stop())
	}
	return e, nil
}

// StackImages returns the stack's images that the machine's engine has. The suite reports missing ones.
func StackImages(ctx context.Context) ([]string, error) {
	variables, err := instance.MachineVariables("")
	if err != nil {
		return nil, err
	}
	var images []string
	for _, image := range standin.Published() {
		if other := variables[image.Variable]; other != "" {
			image.Reference = other
		}
		has, err := setup.HasImage(ctx, image.Reference)
		if err != nil {
			return nil, err
		}
		if has {
			images = append(images, image.Reference)
		}
	}
	return images, nil
}

// test runs the tests with an environment and additional flags.
func (s Suite) test(ctx context.Context, env []string, flags ...string) error {
	// Go's test cache cannot know the state of an engine.
	args := append([]string{"test", "-race", "-tags", "e2e", "-count", "1", "-timeout", "60m"}, flags...)
	tests := proc.Command(ctx, "go", append(args, "./e2e/...")...)
	tests.Env, tests.WaitDelay = env, cleanWithin
	return proc.Run(tests, s.Out)
}

// OfSuite returns the programs of the engine that the suite runs on.
func OfSuite() (Programs, error) {
	if os.Getenv(variable) == "" {
		return machinePrograms(), nil
	}
	return currentPrograms()
}
