package doctor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// silence bounds the first question to the engine: if the engine does not answer it, no
// other question is asked.
const silence = 5 * time.Second

// examination is one look at a machine and at an instance. Each answer that several
// checks need is asked for once, by the first of them.
type examination struct {
	workspace.Workspace // without its configuration
	dir                 string
	loaded              error // why there is no instance in dir, or nil
	located             error // why the machine of its engine is unknown, or nil

	engine        func() (docker.EngineVersion, error)
	host          func() (docker.Host, error)
	configuration func() (compose.Config, error)
	derived       func() (workspace.Workspace, error) // of a stack that is not declared
	containers    func() ([]docker.Container, error)  // the instance's own
	preflight     func() []preflight.Finding          // of an engine that answers
}

func newExamination(ctx context.Context, s stack.Stack, dir string) *examination {
	x := &examination{Workspace: workspace.Workspace{Stack: s}, dir: dir}
	x.Instance, x.loaded = instance.Load(dir, s.Scheme())
	if x.loaded == nil {
		if workspace.IsUndeclared(s) {
			derived.TakeDotenv(x.Instance)
		}
		_ = x.Instance.FindComposeFile() // the configuration tells what is wrong
		x.Project = workspace.ProjectOf(s, x.Instance)
	} else {
		x.Project = compose.NewProject("", engines.Shell().Variables()) // as for a new instance
	}
	machine, err := engines.Machine(ctx, x.Project)
	x.located = err
	x.Instance.Locate(machine)
	x.engine = sync.OnceValues(func() (docker.EngineVersion, error) { return x.askEngine(ctx) })
	x.host = sync.OnceValues(func() (docker.Host, error) {
		if x.isSilent() {
			return docker.Host{}, docker.ErrNoEngine
		}
		return x.Project.Host(ctx)
	})
	x.configuration = sync.OnceValues(func() (compose.Config, error) {
		if x.Instance.Variables["COMPOSE_FILE"] == "" {
			return compose.Config{}, instance.ErrNoComposeFile
		}
		return x.Project.Config(ctx)
	})
	x.derived = sync.OnceValues(func() (workspace.Workspace, error) {
		if !x.isInstance() || x.Instance.Variables["COMPOSE_FILE"] == "" {
			return x.Workspace, instance.ErrNoComposeFile
		}
		return workspace.Examine(ctx, s, x.Instance)
	})
	x.containers = sync.OnceValues(func() ([]docker.Container, error) { return x.ownContainers(ctx) })
	x.preflight = sync.OnceValue(func() []preflight.Finding {
		w, err := x.configured()
		if err != nil {
			return nil
		}
		containers, _ := x.containers() // another finding says why there are none
		return preflight.Find(ctx, w, containers)
	})
	return x
}

func (x *examination) askEngine(ctx context.Context) (docker.EngineVersion, error) {
	if x.located != nil {
		return docker.EngineVersion{}, x.located
	}
	ctx, cancel := context.WithTimeoutCause(ctx, silence, fmt.Errorf("no answer within %s", silence))
	defer cancel()
	return x.Project.EngineVersion(ctx)
}

func (x *examination) ownContainers(ctx context.Context) ([]docker.Container, error) {
	if x.isSilent() {
		return nil, docker.ErrNoEngine
	}
	containers, err := x.Project.Reach(ctx)
	if err != nil {
		return nil, err
	}
	return containers, identity.CheckContainers(x.Workspace, containers)
}

// isSilent reports whether no engine answers.
func (x *examination) isSilent() bool {
	_, err := x.engine()
	return err != nil
}

// isInstance reports whether there is an instance that can be read.
func (x *examination) isInstance() bool { return x.loaded == nil }

// configured returns the workspace with its configuration.
func (x *examination) configured() (workspace.Workspace, error) {
	if workspace.IsUndeclared(x.Stack) {
		return x.derived()
	}
	w := x.Workspace
	var err error
	w.Config, err = x.configuration()
	return w, err
}
