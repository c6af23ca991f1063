package sandbox

import (
	"context"
	"errors"
	"fmt"
)

// DownOptions say how to stop an instance.
type DownOptions struct {
	Volumes bool // delete its data too
	Yes     bool // without asking
}

// Down stops the instance and removes its containers. Its data stays, unless
// Volumes is set and the person at the terminal, or Yes, agrees.
func (s Sandbox) Down(ctx context.Context, options DownOptions) error {
	return interruption(ctx, s.down(ctx, options))
}

func (s Sandbox) down(ctx context.Context, options DownOptions) error {
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := o.containers(ctx); err != nil {
		return err
	}
	if options.Volumes {
		if err := s.agree(ctx, options.Yes, fmt.Sprintf("Delete the volumes of %s, the database among them?", o.in.ID)); err != nil {
			return err
		}
	}
	release, err := o.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	o.console.Doing("stopping " + o.in.ID)
	if err := o.project.Down(ctx, options.Volumes); err != nil {
		return notTried(err)
	}
	if options.Volumes {
		o.console.Done("Instance %s is stopped, and its volumes are deleted", o.in.ID)
		return nil
	}
	o.console.Done("Instance %s is stopped; its volumes are kept", o.in.ID)
	return nil
}

// agree asks before something is deleted, unless Yes was given beforehand. The
// error is for whoever does not agree, or cannot be asked.
func (s Sandbox) agree(ctx context.Context, given bool, question string) error {
	if given {
		return nil
	}
	yes, asked := s.console().Ask(ctx, question)
	switch {
	case !asked:
		return notTried(fmt.Errorf("there is no terminal to ask on; add -yes to agree to this: %s", question))
	case !yes:
		return notTried(errors.New("nothing was removed"))
	}
	return nil
}
