package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/report"
)

// EnvOptions say which variables of an instance to return.
type EnvOptions struct {
	Secrets bool // return the secrets too
}

// Env returns the instance's variables, and those that lead a bare `docker compose`
// to this instance from any directory. Without options.Secrets the secrets are among
// the variables to unset: Compose reads them in .env.sandbox itself. It needs no
// engine.
func (s Sandbox) Env(ctx context.Context, options EnvOptions) (report.Env, error) {
	env := report.NewEnv()
	return conclude(ctx, env, s.env(ctx, options, env))
}

func (s Sandbox) env(ctx context.Context, options EnvOptions, env *report.Env) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	env.Instance, env.Slot = w.Instance.ID, new(w.Instance.Slot)
	env.Variables, env.Unset = w.ShellVariables(options.Secrets)
	env.Ports = assignedPorts(w)
	return nil
}
